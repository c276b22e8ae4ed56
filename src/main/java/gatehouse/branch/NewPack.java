// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.eclipse.jgit.internal.storage.file.BasePackIndexWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PackedObjectInfo;

/**
 * A pack of whole objects, with its index, made in a folder. JGit's own inserter spends most of its time in a SHA-1
 * that looks for attacks, which what we make ourselves does not need. Source: git's gitformat-pack.
 */
final class NewPack implements AutoCloseable {
    private static final int VERSION = 2;
    private static final int COUNT_AT = 8;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path folder;
    private final Path file;
    private final OutputStream out;
    // Trees are mostly hashes, which no effort makes smaller; what can be saved, gc saves.
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Map<ObjectId, PackedObjectInfo> objects = new HashMap<>();
    private long offset;

    NewPack(Path folder) throws IOException {
        this.folder = folder;
        this.file = folder.resolve("new.pack");
        this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
        byte[] header = ByteBuffer.allocate(12)
                .put(Constants.PACK_SIGNATURE)
                .putInt(VERSION)
                .putInt(0)
                .array();
        out.write(header);
        offset = header.length;
    }

    /** The id of an object with that content. @param type of {@link Constants} */
    static ObjectId id(int type, byte[] content) {
        MessageDigest sha1 = sha1();
        sha1.update(Constants.encodedTypeString(type));
        sha1.update((byte) ' ');
        sha1.update(Constants.encodeASCII(content.length));
        sha1.update((byte) 0);
        return ObjectId.fromRaw(sha1.digest(content));
    }

    ObjectId insert(int type, byte[] content) throws IOException {
        ObjectId id = id(type, content);
        if (!objects.containsKey(id)) {
            PackedObjectInfo object = new PackedObjectInfo(id);
            object.setOffset(offset);
            object.setCRC((int) write(type, content));
            objects.put(id, object);
        }
        return id;
    }

    int count() {
        return objects.size();
    }

    Path folder() {
        return folder;
    }

    /** Puts pack and index under the names that git gives them. */
    void finish() throws IOException {
        out.close();
        List<PackedObjectInfo> sorted = new ArrayList<>(objects.values());
        Collections.sort(sorted);
        byte[] hash = completed(sorted.size());
        MessageDigest name = sha1();
        byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
        for (PackedObjectInfo object : sorted) {
            object.copyRawTo(raw, 0);
            name.update(raw);
        }
        String base = "pack-" + ObjectId.fromRaw(name.digest()).name();
        Path index = folder.resolve(base + ".idx");
        try (OutputStream indexOut = new BufferedOutputStream(Files.newOutputStream(index))) {
            BasePackIndexWriter.createVersion(indexOut, VERSION).write(sorted, hash);
        }
        Path pack = Files.move(file, folder.resolve(base + ".pack"));
        Files.setPosixFilePermissions(pack, PosixFilePermissions.fromString("r--r--r--"));
        Files.setPosixFilePermissions(index, PosixFilePermissions.fromString("r--r--r--"));
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        out.close();
    }

    /** Writes the count of objects and the hash over all. */
    private byte[] completed(int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4).putInt(0, count), COUNT_AT);
        }
        MessageDigest sha1 = sha1();
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha1.update(buffer, 0, n);
            }
        }
        byte[] hash = sha1.digest();
        Files.write(file, hash, StandardOpenOption.APPEND);
        return hash;
    }

    /** Returns the checksum of the entry as stored. */
    private long write(int type, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        // Four bits of the size beside the type, then seven in each byte, the lowest first.
        long left = content.length >>> 4;
        int n = 0;
        buffer[n++] = (byte) (type << 4 | content.length & 0xf | (left > 0 ? 0x80 : 0));
        while (left > 0) {
            buffer[n++] = (byte) (left & 0x7f | (left > 0x7f ? 0x80 : 0));
            left >>>= 7;
        }
        store(crc, n);
        deflater.reset();
        deflater.setInput(content);
        deflater.finish();
        while (!deflater.finished()) {
            store(crc, deflater.deflate(buffer));
        }
        return crc.getValue();
    }

    private void store(CRC32 crc, int count) throws IOException {
        crc.update(buffer, 0, count);
        out.write(buffer, 0, count);
        offset += count;
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

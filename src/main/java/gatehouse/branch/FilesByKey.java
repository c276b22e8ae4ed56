// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.key.Key;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Files by their keys: as many bytes as the name has, and about 40 more for each. Filled by one thread, and then read
 * by many. A key is known by 64 bits of its hash.
 */
final class FilesByKey {
    private static final int CHUNK_BYTES = 1 << 20;
    /** Of a file: both numbers of copies and the length of the name. */
    private static final int HEAD_BYTES = 3 * Integer.BYTES;

    private static final int NONE = -1;

    private final List<byte[]> chunks = new ArrayList<>();
    private int usedBytes = CHUNK_BYTES;
    private long[] hashes = new long[512];
    private long[] places = new long[512];
    /** The file before with the same place in {@link #heads}. */
    private int[] others = new int[512];
    /** By the end of a hash the last file that has it. */
    private int[] heads = filled(1024);

    private int size;

    void add(Key key, AnnexedFile file) {
        if (size == hashes.length) {
            grow();
        }
        hashes[size] = hash(key);
        places[size] = store(file);
        link(size);
        size++;
    }

    /** In the order in which they were added. */
    List<AnnexedFile> of(Key key) {
        long hash = hash(key);
        List<AnnexedFile> files = new ArrayList<>();
        for (int at = heads[slot(hash)]; at != NONE; at = others[at]) {
            if (hashes[at] == hash) {
                files.add(load(places[at]));
            }
        }
        return files.reversed();
    }

    private void grow() {
        int more = size + size / 2;
        hashes = Arrays.copyOf(hashes, more);
        places = Arrays.copyOf(places, more);
        others = Arrays.copyOf(others, more);
        if (more > heads.length) {
            heads = filled(heads.length * 2);
            for (int i = 0; i < size; i++) {
                link(i);
            }
        }
    }

    private void link(int file) {
        int slot = slot(hashes[file]);
        others[file] = heads[slot];
        heads[slot] = file;
    }

    private int slot(long hash) {
        return (int) hash & heads.length - 1;
    }

    private long store(AnnexedFile file) {
        byte[] name = file.name().getBytes(StandardCharsets.ISO_8859_1);
        int needed = HEAD_BYTES + name.length;
        if (needed > CHUNK_BYTES - usedBytes) {
            chunks.add(new byte[Math.max(CHUNK_BYTES, needed)]);
            usedBytes = 0;
        }
        ByteBuffer.wrap(chunks.getLast(), usedBytes, needed)
                .putInt(file.numCopies().map(NumCopies::copies).orElse(NONE))
                .putInt(file.minCopies().map(MinCopies::copies).orElse(NONE))
                .putInt(name.length)
                .put(name);
        long place = (long) (chunks.size() - 1) * CHUNK_BYTES + usedBytes;
        usedBytes += needed;
        return place;
    }

    private AnnexedFile load(long place) {
        byte[] chunk = chunks.get((int) (place / CHUNK_BYTES));
        int at = (int) (place % CHUNK_BYTES);
        ByteBuffer bytes = ByteBuffer.wrap(chunk, at, chunk.length - at);
        int numCopies = bytes.getInt();
        int minCopies = bytes.getInt();
        byte[] name = new byte[bytes.getInt()];
        bytes.get(name);
        return new AnnexedFile(
                new String(name, StandardCharsets.ISO_8859_1),
                numCopies == NONE ? Optional.empty() : Optional.of(new NumCopies(numCopies)),
                minCopies == NONE ? Optional.empty() : Optional.of(new MinCopies(minCopies)));
    }

    private static int[] filled(int length) {
        int[] heads = new int[length];
        Arrays.fill(heads, NONE);
        return heads;
    }

    private static long hash(Key key) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key.bytes()))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The file with the key that what is secret in the store is encrypted with. Without it that is lost. */
final class SecretKeyFile {
    private static final String NAME = "secret-key";
    private static final int KEY_BYTES = 32;

    private SecretKeyFile() {}

    /**
     * Reads the key, or makes one where there is none; the file is never there half written, and never to be read by
     * others.
     *
     * @param data the server's folder, which exists
     * @throws IllegalArgumentException when there is a file with no such key
     */
    static SecretKey open(Path data, SecureRandom random) throws IOException {
        Path file = data.resolve(NAME);
        byte[] key = Files.exists(file) ? Files.readAllBytes(file) : made(data, random);
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(file + " holds no key of " + KEY_BYTES + " bytes");
        }
        return new SecretKeySpec(key, "AES");
    }

    private static byte[] made(Path data, SecureRandom random) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Path fresh = data.resolve(NAME + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(key);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        Durable.sync(data);
        return key;
    }
}

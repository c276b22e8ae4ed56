// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.api.AdministratorToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** The file that the token of administrators is kept in: whoever may read it, may administrate. */
final class AdministratorTokenFile {
    private static final String NAME = "admin-token";

    private AdministratorTokenFile() {}

    /**
     * Reads the token, or makes one where there is none; the file is never there half written, and never to be read by
     * others.
     *
     * @param data the server's folder, which exists
     * @throws IllegalArgumentException when there is a file with too short a token
     */
    static AdministratorToken open(Path data, SecureRandom random) throws IOException {
        Path file = data.resolve(NAME);
        if (Files.exists(file)) {
            return new AdministratorToken(
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        }
        AdministratorToken token = AdministratorToken.random(random);
        Path fresh = data.resolve(NAME + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap((token.text() + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return token;
    }
}

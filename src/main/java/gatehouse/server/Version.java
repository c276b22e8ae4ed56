// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Which Gatehouse this is. */
final class Version {
    static final String TEXT = written();

    private Version() {}

    private static String written() {
        try (InputStream written = Version.class.getResourceAsStream("version.txt")) {
            return new String(Objects.requireNonNull(written).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

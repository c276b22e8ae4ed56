// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The few lines for whoever started the server; the container takes standard output for its log. */
final class Terminal {
    private static final Logger LOG = Logger.getLogger(Terminal.class.getName());
    private final Optional<Path> file;

    Terminal(Optional<Path> file) {
        this.file = file;
    }

    void say(String lines) {
        if (file.isEmpty()) {
            LOG.info(lines);
            return;
        }
        try {
            Files.writeString(file.get(), lines + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.log(Level.FINE, "nobody reads the terminal", e);
        }
    }
}

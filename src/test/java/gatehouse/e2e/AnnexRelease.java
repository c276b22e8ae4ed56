// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The git-annex programs that the tests run; {@code src/setup/git-annex} finds or installs them. */
enum AnnexRelease {
    /** The newest that the setup gives, or the folder named by {@code -Dgatehouse.it.annex}. */
    NEWEST("gatehouse.it.annex", List.of()),
    /** That of Debian 13, 10.20250416; or the folder named by {@code -Dgatehouse.it.annex.trixie}. */
    TRIXIE("gatehouse.it.annex.trixie", List.of("trixie"));

    private static final Path SETUP = Path.of("src/setup/git-annex").toAbsolutePath();

    private final String property;
    private final List<String> arguments;

    AnnexRelease(String property, List<String> arguments) {
        this.property = property;
        this.arguments = arguments;
    }

    /** The folder that holds {@code git-annex} and {@code git-annex-shell}. */
    Path folder() {
        String chosen = System.getProperty(property);
        return chosen == null ? setUp() : Path.of(chosen);
    }

    private synchronized Path setUp() {
        assertThat(SETUP).as("the script that sets git-annex up").exists();
        List<String> command = new ArrayList<>(List.of(SETUP.toString()));
        command.addAll(arguments);
        try {
            Path errors = Files.createTempFile("git-annex-setup", "");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            String complaint = Files.readString(errors);
            Files.delete(errors);
            assertThat(exit).as("%s: %s", command, complaint).isZero();
            return Path.of(printed.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceFormTest {
    private static final int MOST_LINES = 400;
    private static final String HEADER = "// SPDX-License-Identifier: AGPL-3.0-or-later";

    @Test
    void everyFileSaysItsLicenceAndIsNotTooLong() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            if (!lines.getFirst().equals(HEADER)) {
                wrong.add(file + " does not begin with its licence");
            }
            if (lines.size() > MOST_LINES) {
                wrong.add(file + " has " + lines.size() + " lines");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIs() throws IOException {
        TreeSet<Path> folders = new TreeSet<>();
        sources().forEach(file -> folders.add(file.getParent()));
        assertThat(folders).allSatisfy(folder -> {
            Path description = folder.resolve("package-info.java");
            assertThat(description).exists();
            assertThat(Files.readString(description)).contains("@NullMarked", "/**");
        });
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Headers, lengths and leftovers. */
class SourceFormTest {
    private static final String LICENCE = "SPDX-License-Identifier: AGPL-3.0-or-later";
    private static final int MOST_LINES_OF_A_FILE = 400;
    private static final long MOST_LINES_OF_A_METHOD = 70;
    private static final long MOST_LINES_OF_NEARLY_ALL_METHODS = 50;
    /** In pieces, so that this file is none of those it looks for. */
    private static final Pattern LEFTOVER = Pattern.compile("TO" + "DO|FIX" + "ME|XX" + "X|@Dis" + "abled");

    private static final List<String> JAVA = List.of("src", "arquillian", "bench");
    private final List<SourceFile> code = SourceFile.below(JAVA, List.of(".java"));
    private final List<SourceFile> main = SourceFile.below(List.of("src/main/java"), List.of(".java"));

    @Test
    void everySourceFileNamesItsLicenceFirst() {
        List<SourceFile> all =
                SourceFile.below(List.of("src", "arquillian", "db", "bench"), List.of(".java", ".xml", ".sql"));
        assertThat(all)
                .hasSizeGreaterThan(200)
                .filteredOn(file -> file.lines().stream().limit(2).noneMatch(line -> line.contains(LICENCE)))
                .extracting(SourceFile::path)
                .isEmpty();
    }

    @Test
    void noFileIsTooLongToBeOneThing() {
        assertThat(code)
                .filteredOn(file -> file.lines().size() > MOST_LINES_OF_A_FILE)
                .extracting(SourceFile::path)
                .isEmpty();
    }

    @Test
    void methodsAreShort() {
        List<SourceFile.Method> methods = SourceFile.methods(code);
        assertThat(methods)
                .filteredOn(method -> method.lines() > MOST_LINES_OF_A_METHOD)
                .isEmpty();
        assertThat(methods.stream().filter(method -> method.lines() > MOST_LINES_OF_NEARLY_ALL_METHODS))
                .as("methods of more than %d lines", MOST_LINES_OF_NEARLY_ALL_METHODS)
                .hasSizeLessThanOrEqualTo(methods.size() / 100);
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(code)
                .flatExtracting(file -> file.lines().stream()
                        .filter(LEFTOVER.asPredicate())
                        .map(line -> file.path() + ": " + line.strip())
                        .toList())
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndThatNullIsMarked() {
        Predicate<Path> described = folder -> {
            Path file = folder.resolve("package-info.java");
            String text =
                    Files.exists(file) ? String.join("\n", SourceFile.read(file).lines()) : "";
            return text.contains("\n/**") && text.contains("\n@NullMarked\n");
        };
        assertThat(main.stream().map(file -> file.path().getParent()).distinct())
                .hasSizeGreaterThan(10)
                .allMatch(described);
    }
}

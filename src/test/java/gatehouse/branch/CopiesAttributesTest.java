// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The attributes that say how many copies there are to be, beside what git says. */
class CopiesAttributesTest {
    private static final List<String> PATTERNS =
            List.of("*", "*.mp3", "a", "a/*", "/b*", "**/b", "a/**", "b.mp3", "\u00fc*", "a/b/", "!x", "*/b/*");
    private static final List<String> VALUES = List.of(
            "annex.numcopies=2",
            "annex.numcopies=5",
            "annex.numcopies",
            "-annex.numcopies",
            "!annex.numcopies",
            "annex.numcopies=x",
            "annex.numcopies=0",
            "annex.mincopies=3 annex.numcopies=4",
            "text");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void aFileHasTheAttributesThatGitGivesIt(long seed) throws IOException {
        Random random = new Random(seed);
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"))) {
            List<String> files = new ArrayList<>();
            for (String below : List.of("", "a/", "a/b/", "b/", "\u00fc/")) {
                Path at = Files.createDirectories(annex.folder.resolve(below));
                if (random.nextInt(3) > 0) {
                    Files.writeString(at.resolve(".gitattributes"), rules(random));
                }
                for (String name : List.of("a", "b", "b.mp3", "\u00fcber.mp3")) {
                    files.add(below + name);
                }
            }
            Files.createDirectories(annex.gitDir.resolve("info"));
            Files.writeString(annex.gitDir.resolve("info/attributes"), random.nextBoolean() ? rules(random) : "");
            for (String file : files) {
                CopiesAttributes found = CopiesAttributes.of(annex.repository(), bytes(file));
                assertThat(found.numCopies().map(NumCopies::copies))
                        .as(file)
                        .isEqualTo(byGit(annex, "annex.numcopies", file));
                assertThat(found.minCopies().map(MinCopies::copies))
                        .as(file)
                        .isEqualTo(byGit(annex, "annex.mincopies", file));
            }
        }
    }

    @Test
    void whatLeadsOutOfTheRepositoryHasNoAttributes() throws IOException {
        Files.writeString(folder.resolve(".gitattributes"), "* annex.numcopies=7\n");
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"))) {
            Files.createSymbolicLink(annex.folder.resolve("link"), folder);
            for (String file : List.of("../x", "link/x", "a/../../x", "//x", "a\0/x")) {
                assertThat(CopiesAttributes.of(annex.repository(), file)).isEqualTo(CopiesAttributes.NONE);
            }
        }
    }

    @Test
    void aBareRepositoryHasThoseOfItsInfoFolder() throws IOException {
        try (RealAnnex annex = RealAnnex.bare(folder.resolve("r.git"))) {
            assertThat(CopiesAttributes.of(annex.repository(), "a/b")).isEqualTo(CopiesAttributes.NONE);
            Files.createDirectories(annex.gitDir.resolve("info"));
            Files.writeString(annex.gitDir.resolve("info/attributes"), "b annex.numcopies=3\n");
            assertThat(CopiesAttributes.of(annex.repository(), "a/b").numCopies())
                    .contains(new NumCopies(3));
        }
    }

    private static String rules(Random random) {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            rules.append(PATTERNS.get(random.nextInt(PATTERNS.size())))
                    .append(' ')
                    .append(VALUES.get(random.nextInt(VALUES.size())))
                    .append('\n');
        }
        return rules.toString();
    }

    /** As git-annex reads it: what is no number is none, and there is at least one copy. */
    private static Optional<Integer> byGit(RealAnnex annex, String attribute, String file) {
        String said = annex.runWithInput(bytes(file) + "\0", "git", "check-attr", "-z", "--stdin", attribute)
                .split("\0")[2];
        return said.matches("[0-9]+") ? Optional.of(Math.max(1, Integer.parseInt(said))) : Optional.empty();
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}

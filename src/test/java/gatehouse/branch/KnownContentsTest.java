// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a branch knows, with the files of the tree, as the real git-annex made them. */
class KnownContentsTest {
    @TempDir
    Path folder;

    @Test
    void findsFilesAsGitAnnexDoesWithTheirCopies() throws IOException {
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("real"))) {
            Files.writeString(annex.folder.resolve(".gitattributes"), "copied annex.numcopies=3 annex.mincopies=2\n");
            write(annex, "locked", "one");
            write(annex, "un locked", "two");
            write(annex, "sub/copied", "one");
            write(annex, "sub/\u00fcber", "three");
            annex.run("git", "add", ".gitattributes");
            annex.run("git", "annex", "add", "-q", "locked", "un locked", "sub");
            annex.run("git", "annex", "unlock", "-q", "un locked");
            Files.writeString(annex.folder.resolve("plain"), "/annex/objects/nothing of ours\n");
            annex.run("git", "-c", "annex.largefiles=nothing", "add", "plain");
            annex.run("git", "commit", "-q", "-m", "files");
            Map<Key, List<AnnexedFile>> found = new HashMap<>();
            annex.branch().contents().forEach((key, files, present) -> {
                assertThat(present).containsExactly(annex.uuid());
                found.put(key, files);
            });
            Map<Key, List<String>> expected = new HashMap<>();
            for (String line : annex.run("git", "annex", "find", "--format=${key} ${file}\\n")
                    .lines()
                    .toList()) {
                expected.computeIfAbsent(new Key(line.substring(0, line.indexOf(' '))), none -> new ArrayList<>())
                        .add(line.substring(line.indexOf(' ') + 1));
            }
            assertThat(expected).hasSize(3);
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            found.forEach((key, files) -> assertThat(files)
                    .extracting(AnnexedFile::name)
                    .containsExactlyInAnyOrderElementsOf(expected.get(key)));
            assertThat(found.values())
                    .anySatisfy(files -> assertThat(files)
                            .containsExactly(
                                    AnnexedFile.named("locked"),
                                    new AnnexedFile(
                                            "sub/copied",
                                            Optional.of(new NumCopies(3)),
                                            Optional.of(new MinCopies(2)))));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../.git/annex/objects/Wx/pP/WORM-s1--a/WORM-s1--a|WORM-s1--a",
                "/annex/objects/WORM-s1--a~|WORM-s1--a",
                "/annex/objects/WORM-s1--a^~|WORM-s1--a",
                "/annex/objects/WORM-s1--a~/annex/more~|WORM-s1--a",
                "/annex/objects/WORM-s1--a~something else~|",
                "/annex/objects/WORM-s1--a~/annex/unended|",
                "annex/objects/WORM-s1--a|",
                "/annex/objects/no key|",
                "/somewhere/WORM-s1--a|",
            })
    void readsLinksAndPointers(String text, String key) {
        assertThat(AnnexLink.key(text.replace('~', '\n').replace('^', '\r')))
                .isEqualTo(Optional.ofNullable(key).map(Key::new));
    }

    @Test
    void whatIsTooLongIsNoPointer() {
        String pointer = "/annex/objects/WORM-s1--a\n";
        String more = "/annex/\n".repeat(AnnexLink.MAX_BYTES / 8);
        assertThat(AnnexLink.key(pointer + more.substring(pointer.length() + 6)))
                .isPresent();
        assertThat(AnnexLink.key(pointer + more)).isEmpty();
    }

    private static void write(RealAnnex annex, String name, String content) throws IOException {
        Path file = annex.folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    }
}

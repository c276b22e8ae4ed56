// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "\u00ff",
                "\u00ff\u00fe\u0080",
                "%",
                "%41",
                "%ff",
                "#",
                "a#b",
                "?",
                "a?b",
                " ",
                " a ",
                "\n",
                "a\nb\r\t",
                "...",
                ".git",
                "\\",
                "a:b",
                ";",
                "+",
                "~",
                "\u007f",
                "\u0001",
                "\u00c3\u00a9",
                "\u00e9",
                "e\u00cc\u0081",
                "\u00a0",
                "-",
                "*",
                "etc",
                "tmp",
                "\u00e9 %#?\n"
            })
    void theFileOnDiskHasTheseBytesForItsName(String byteText) throws Exception {
        Path path = FileName.in(folder, byteText);
        Files.createFile(path);
        assertThat(namesThatTheSystemSees()).containsExactly(byteText);
        assertThat(names()).containsExactly(byteText);
        assertThat(FileName.of(path)).isEqualTo(byteText);
        assertThat(Files.exists(FileName.in(folder, byteText))).isTrue();
    }

    @Test
    void aFoldersNameHasNoSlashAfterIt() throws IOException {
        Path path = Files.createDirectory(FileName.in(folder, "\u00ff"));
        assertThat(FileName.of(path)).isEqualTo("\u00ff");
        assertThat(FileName.of(Path.of("/etc"))).isEqualTo("etc");
    }

    @Test
    void aNameMayStandBelowAnotherOfAnyBytes() throws IOException {
        Path outer = Files.createDirectory(FileName.in(folder, "\u00ff#"));
        Path inner = Files.createFile(FileName.in(outer, "\u00fe?"));
        assertThat(inner.getParent()).isEqualTo(outer);
        assertThat(outer.getParent()).isEqualTo(folder);
        assertThat(FileName.of(inner)).isEqualTo("\u00fe?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "a/b",
                "../a",
                "/etc/passwd",
                "a/",
                "\0",
                "a\0b",
                "\u00ff/",
                "\u0100",
                "a\u20ac"
            })
    void whatIsNoNameIsRefused(String byteText) {
        assertThatThrownBy(() -> FileName.in(folder, byteText)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRootHasNoName() {
        assertThatThrownBy(() -> FileName.of(Path.of("/"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void namesOfRandomBytesAreReadBack(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> made = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            StringBuilder byteText = new StringBuilder("n" + round);
            for (int i = random.nextInt(100); i > 0; i--) {
                char c = (char) (1 + random.nextInt(255));
                byteText.append(c == '/' ? '%' : c);
            }
            made.add(byteText.toString());
            Files.createFile(FileName.in(folder, byteText.toString()));
        }
        assertThat(names()).containsExactlyInAnyOrderElementsOf(made);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 3);
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(FileName.of(entry)));
        }
        return names;
    }

    /** Listed by another program, so that no mistake of ours can undo itself. */
    private List<String> namesThatTheSystemSees() throws Exception {
        Process find = new ProcessBuilder("find", ".", "-mindepth", "1", "-printf", "%P\\0")
                .directory(folder.toFile())
                .start();
        String listed = new String(find.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(find.waitFor()).isZero();
        return List.of(listed.split("\0"));
    }
}

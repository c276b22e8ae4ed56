// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*, a/b",
        "*.mp3, x/y.mp3",
        "*/archive/*, a/archive/b/c",
        "archive/*, archive/b",
        "a/b, a//b",
        "?.txt, é.txt",
        "[a-c]x, bx",
        "[!a-c]x, dx",
        "[^a-c]x, dx",
        "[[:digit:]a], 7",
        "[[:digit:]a], \\",
        "[]a], ]",
        "[]a], a",
        "'a.b(c)+{1}', 'a.b(c)+{1}'",
        "<word>*, word up"
    })
    void matches(String glob, String text) {
        assertThat(Glob.of(glob, Glob.Kind.FILE_PATH).orElseThrow().matches(text))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"*.mp3, x.mp3a", "archive/*, a/archive/b", "?, ab", "A, a", "a.b, axb", "[a-c]x, dx", "it''s, it''s"})
    void doesNotMatch(String glob, String text) {
        assertThat(Glob.of(glob, Glob.Kind.FILE_PATH).orElseThrow().matches(text))
                .isFalse();
    }

    @Test
    void eachLineOfANameIsLookedAt() {
        Glob glob = Glob.of("b*", Glob.Kind.FILE_PATH).orElseThrow();
        assertThat(glob.matches("a\nbc\nd")).isTrue();
        assertThat(glob.matches("ab")).isFalse();
        assertThat(Glob.of("*", Glob.Kind.FILE_PATH).orElseThrow().matches("\n"))
                .isTrue();
    }

    @Test
    void theCaseOfMetadataDoesNotMatter() {
        assertThat(Glob.of("tÄg[x-z]*", Glob.Kind.METADATA_VALUE).orElseThrow().matches("TägYa/b"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "a[b", "[z-a]", "[!", "[]", "x[a]["})
    void whatWouldBeNoRegularExpressionIsNoGlob(String glob) {
        assertThat(Glob.of(glob, Glob.Kind.FILE_PATH)).isEmpty();
    }

    @Test
    void manyStarsTakeNoTime() {
        Glob glob = Glob.of("*a".repeat(200) + "b", Glob.Kind.FILE_PATH).orElseThrow();
        assertThat(glob.matches("a".repeat(5_000))).isFalse();
    }
}

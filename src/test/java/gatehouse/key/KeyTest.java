// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
    private static final int ROUNDS = 500;

    @Test
    void aKeyWithEveryFieldIsReadWhole() {
        Key key = Key.of("SHA256E-s31390-m1289672605-S1048576-C3--f8f8766a.tar.gz")
                .orElseThrow();
        assertThat(key.backendName()).isEqualTo("SHA256E");
        assertThat(key.name()).isEqualTo("f8f8766a.tar.gz");
        assertThat(key.sizeBytes()).hasValue(31390);
        assertThat(key.isChunk()).isTrue();
        assertThat(key.withoutChunk())
                .isEqualTo(Key.of("SHA256E-s31390-m1289672605--f8f8766a.tar.gz").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "WORM-s007-m00--x, WORM-s7-m0--x",
        "SHA256-s0-S00-C000--x, SHA256-s0-S0-C0--x",
        "WORM-m00000000000000000000000001--x, WORM-m1--x",
        "SHA256-s099999999999999999999999--x, SHA256-s99999999999999999999999--x"
    })
    void leadingZerosOfNumbersGo(String text, String canonical) {
        assertThat(Key.of(text)).hasValue(new Key(canonical));
        assertThatThrownBy(() -> new Key(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHA256--",
                "X--b",
                "XE--a",
                "a/b--c",
                "a b--c d",
                "SHA256-S1--x",
                "SHA256-C1--x",
                "FOO--s--s",
                "SHA256---",
                "SHA256----s1--x",
                "SHA256-s1--x-s2--y",
                "\n--\n",
                "../..--..",
                "\u00ff\u0080--\u00ff",
                "SHA256-s99999999999999999999999--x",
                "WORM-m9223372036854775807--x",
                "SHA256--a\r\nb\tc"
            })
    void strangeKeysThatGitAnnexTakesAreTakenAsTheyAre(String text) {
        assertThat(Key.of(text).orElseThrow().text()).isEqualTo(text);
        assertThat(new Key(text).bytes()).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "--",
                "--x",
                "-s1--x",
                "SHA256",
                "SHA256-",
                "SHA256-x",
                "SHA256-s--x",
                "SHA256-s1",
                "SHA256-s1-",
                "SHA256-s1-x",
                "SHA256-s-1--x",
                "SHA256-s+1--x",
                "SHA256-s1x--x",
                "SHA256-s 1--x",
                "SHA256-s1 --x",
                "SHA256-s0x1--x",
                "SHA256-s1-s1--x",
                "SHA256-m1-s1--x",
                "SHA256-C1-S1--x",
                "SHA256-S1-m1--x",
                "SHA256-x1--x",
                "SHA256-M1--x",
                "SHA256 -s1-x",
                "SHA256-s\u00b2--x",
                "SHA256-s\u0661--x",
                "SHA256--\u0100",
                "WORM-m9223372036854775808--x",
                "WORM-m99999999999999999999--x",
                "SHA256--a\0b",
                "\0--x"
            })
    void whatIsNoKeyIsRefused(String text) {
        assertThat(Key.of(text)).isEmpty();
        assertThatThrownBy(() -> new Key(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "SHA256E, true",
        "XFOOE, true",
        "NEWE, true",
        "SHA256, false",
        "XFOO, false",
        "WORM, false",
        "GITBUNDLE, false",
        "URL, false"
    })
    void onlyTheExtensionOfABackendThatHasOneIsBounded(String backend, boolean bounded) {
        String name = backend + "--" + "0".repeat(128);
        assertThat(Key.of(name)).isPresent();
        assertThat(Key.of(name + "." + "x".repeat(63))).isPresent();
        assertThat(Key.of(name + "." + "x".repeat(64)).isEmpty()).isEqualTo(bounded);
        assertThat(Key.of(name + ".a." + "x".repeat(62)).isEmpty()).isEqualTo(bounded);
    }

    @Test
    void aKeyHasABoundedLength() {
        String longest = "WORM--" + "x".repeat(Key.MAX_BYTES - 6);
        assertThat(Key.of(longest)).isPresent();
        assertThat(Key.of(longest + "x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775806, 9223372036854775806",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "18446744073709551617, 9223372036854775807",
        "0, 0",
        "1000000000000000000, 1000000000000000000"
    })
    void aSizeBeyondALongIsTheLargestLong(String digits, long bytes) {
        assertThat(Key.of("SHA256-s" + digits + "--x").orElseThrow().sizeBytes())
                .hasValue(bytes);
    }

    @Test
    void aKeyMayBeWithoutSize() {
        assertThat(Key.of("SHA256-m5--s7").orElseThrow().sizeBytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "A-s1-S2-C3--x, true, A-s1--x",
        "A-S2-C3--x, true, A--x",
        "A-s1-S2--x, false, A-s1--x",
        "A-m4-C2--x, false, A-m4--x",
        "A-s1-m4--x-S1-C1, false, A-s1-m4--x-S1-C1"
    })
    void aChunkHasBothOfItsFieldsButTheKeyLosesEither(String text, boolean chunk, String whole) {
        Key key = Key.of(text).orElseThrow();
        assertThat(key.isChunk()).isEqualTo(chunk);
        assertThat(key.withoutChunk().text()).isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("gatehouse.key.KeyPath#ofGitAnnex")
    void fileNamesAreThoseOfGitAnnex(KeyPath path) {
        Key key = Key.of(path.key()).orElseThrow();
        assertThat(key.fileName()).isEqualTo(path.fileName());
        assertThat(Key.ofFileName(path.fileName())).hasValue(key);
    }

    @ParameterizedTest
    @CsvSource({
        "A--x&, A--x",
        "A--&x, A--x",
        "A--&&a, A--&",
        "A--&%a, A--/a",
        "A--%&s&c&a%, A--/%:&/",
        "A--&A, A--A",
        "A--a&sc, A--a%c"
    })
    void otherFileNamesAreReadAsGitAnnexReadsThem(String fileName, String text) {
        assertThat(Key.ofFileName(fileName)).hasValue(new Key(text));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyKeyIsReadBackFromItsTextAndFromItsFileName(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            RandomKey parts = new RandomKey(random);
            Key key = Key.of(parts.text).orElseThrow(() -> new AssertionError(parts.text));
            assertThat(key.text()).isEqualTo(parts.canonicalText);
            assertThat(Key.of(key.bytes())).hasValue(key);
            assertThat(Key.ofFileName(key.fileName())).hasValue(key);
            assertThat(key.fileName()).doesNotContain("/", ":");
            assertThat(key.backendName()).isEqualTo(parts.backend);
            assertThat(key.name()).isEqualTo(parts.name);
            assertThat(key.sizeBytes()).isEqualTo(parts.size);
            assertThat(key.withoutChunk().isChunk()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bytesAtRandomAreRefusedOrReadBack(long seed) {
        Random random = new Random(seed);
        String alphabet = "--smSC019EX&%:/.\u00ff\n\0";
        int taken = 0;
        for (int round = 0; round < 20 * ROUNDS; round++) {
            StringBuilder text = new StringBuilder("E");
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Optional<Key> key = Key.of(text.toString());
            if (key.isPresent()) {
                taken++;
                assertThat(Key.of(key.get().text())).isEqualTo(key);
                assertThat(Key.ofFileName(key.get().fileName())).isEqualTo(key);
            }
            Key.ofFileName(text.toString())
                    .ifPresent(named -> assertThat(Key.of(named.text())).hasValue(named));
        }
        assertThat(taken).isPositive();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 5);
    }
}

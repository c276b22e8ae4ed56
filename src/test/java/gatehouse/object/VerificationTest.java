// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.key.Backend;
import gatehouse.key.Hash;
import gatehouse.key.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {
    private static final String HASH_OF_TEN = keysOfGitAnnex().stream()
            .filter(key -> key.text().startsWith("SHA256-s10--"))
            .findFirst()
            .orElseThrow()
            .name();

    @Test
    void everyHashOfEveryLengthHasAFixture() {
        List<Backend> tried =
                keysOfGitAnnex().stream().map(Backend::of).distinct().toList();
        for (Hash hash : Hash.values()) {
            assertThat(tried).contains(new Backend.Hashed(hash, false), new Backend.Hashed(hash, true));
        }
    }

    @ParameterizedTest
    @MethodSource("keysOfGitAnnex")
    void contentMatchesTheKeyThatGitAnnexGaveIt(Key key) {
        assertThat(matches(key, content(key))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("keysOfGitAnnex")
    void contentMatchesInPiecesOfAnyKindAndLength(Key key) {
        byte[] content = content(key);
        Random random = new Random(20261026);
        Verification verification = Verification.of(key);
        for (int from = 0; from < content.length; ) {
            int length = Math.min(content.length - from, random.nextInt(random.nextBoolean() ? 200 : 70_000));
            switch (random.nextInt(4)) {
                case 0 -> verification.update(content, from, length);
                case 1 ->
                    update(verification, ByteBuffer.wrap(content, from, length).slice());
                case 2 ->
                    update(verification, ByteBuffer.wrap(content, from, length).asReadOnlyBuffer());
                default ->
                    update(
                            verification,
                            ByteBuffer.allocateDirect(length)
                                    .put(content, from, length)
                                    .flip());
            }
            from += length;
        }
        assertThat(verification.givenBytes()).isEqualTo(content.length);
        assertThat(verification.matches()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("keysOfGitAnnex")
    void oneFlippedBitIsRefused(Key key) {
        byte[] content = content(key);
        Random random = new Random(20261027);
        if (content.length > 0) {
            content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(matches(key, content)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("keysOfGitAnnex")
    void missingAndSurplusBytesAreRefusedEvenWhenTheKeyHasNoSize(Key key) {
        Key sizeless = key(key.backendName() + "--" + key.name());
        byte[] content = content(key);
        assertThat(matches(sizeless, content)).isTrue();
        byte[] longer = Arrays.copyOf(content, content.length + 1);
        assertThat(matches(sizeless, longer)).isFalse();
        assertThat(matches(key, longer)).isFalse();
        if (content.length > 0) {
            byte[] shorter = Arrays.copyOf(content, content.length - 1);
            assertThat(matches(sizeless, shorter)).isFalse();
            assertThat(matches(key, shorter)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256-s11--", "SHA256-s9--", "SHA256-s0--", "SHA256-s99999999999999999999999--"})
    void theRightHashWithAnotherSizeIsRefused(String start) {
        assertThat(matches(key(start + HASH_OF_TEN), content(10))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHA256-s10--%s",
                "SHA256-s10--\\%s",
                "SHA256E-s10--\\%s.x",
                "SHA256-s10--%s.tar.gz",
                "SHA256E-s10--%s",
                "SHA256E-s10--%s.",
                "SHA256-m7--%s",
                "GITBUNDLE-s10--7d3f0e2a-1b2c-4d5e-8f90-a1b2c3d4e5f6-%s",
                "GITBUNDLE--%s"
            })
    void theFormsOfAKeyThatGitAnnexTakesForThatHashMatch(String form) {
        assertThat(matches(key(form.formatted(HASH_OF_TEN)), content(10))).isTrue();
        byte[] other = content(10);
        other[9]++;
        assertThat(matches(key(form.formatted(HASH_OF_TEN)), other)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHA256-s10--\\\\%s",
                "SHA256-s10--x%s",
                "SHA256-s10--%sx",
                "SHA256-s10---%s",
                "SHA1-s10--%s",
                "GITBUNDLE-s10--uuid-\\%s",
                "GITBUNDLE-s10--uuid-%s.tar",
                "GITBUNDLE-s10--%s-",
                "SHA256-s10-S10-C1--%s0"
            })
    void theFormsOfAKeyThatGitAnnexTakesForAnotherHashDoNot(String form) {
        assertThat(matches(key(form.formatted(HASH_OF_TEN)), content(10))).isFalse();
    }

    @Test
    void aHashInCapitalsOrCutShortOrEmptyIsRefused() {
        assertThat(matches(key("SHA256-s10--" + HASH_OF_TEN.toUpperCase(Locale.ROOT)), content(10)))
                .isFalse();
        assertThat(matches(key("SHA256-s10--" + HASH_OF_TEN.substring(0, 63)), content(10)))
                .isFalse();
        assertThat(matches(key("SHA256-s10--"), content(10))).isFalse();
    }

    @Test
    void aChunkIsNotTheContentItsKeyIsOf() {
        Key chunk = key("SHA256-s10-S5-C1--" + HASH_OF_TEN);
        assertThat(matches(chunk, content(5))).isFalse();
        assertThat(matches(chunk, content(10))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WORM-s10-m1--file",
                "URL-s10--http&c%%example.com",
                "VURL-s10--x",
                "XFOO-s10--x",
                "XFOOE-s10--x.y",
                "GITMANIFEST-s10--uuid",
                "SHA3-s10--x",
                "SHA2048-s10--x",
                "sha256-s10--x"
            })
    void whatHasNoHashOfGitAnnexPassesByItsSize(String text) {
        byte[] other = content(10);
        other[3]++;
        assertThat(matches(key(text), content(10))).isTrue();
        assertThat(matches(key(text), other)).isTrue();
        assertThat(matches(key(text), content(9))).isFalse();
        assertThat(matches(key(text), content(11))).isFalse();
        assertThat(matches(key(text.replace("-s10", "")), content(11))).isTrue();
    }

    @Test
    void anAnswerIsGivenOnce() {
        Verification verification = Verification.of(key("WORM--file"));
        assertThat(verification.matches()).isTrue();
        assertThatThrownBy(verification::matches).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> verification.update(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    static List<Key> keysOfGitAnnex() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(VerificationTest.class.getResourceAsStream("keys.txt")),
                StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(VerificationTest::key)
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void update(Verification verification, ByteBuffer piece) {
        verification.update(piece);
        assertThat(piece.hasRemaining()).isFalse();
    }

    private static boolean matches(Key key, byte[] content) {
        Verification verification = Verification.of(key);
        verification.update(content, 0, content.length);
        return verification.matches();
    }

    private static Key key(String text) {
        return Key.of(text).orElseThrow();
    }

    private static byte[] content(Key key) {
        return content(Math.toIntExact(key.sizeBytes().orElseThrow()));
    }

    /** The formula that the fixture's comment gives. */
    private static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
        }
        return content;
    }
}

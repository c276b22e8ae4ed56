// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    @Test
    void theFirstOfSeveralCounts() {
        assertThat(Parameters.of("key=WORM--a&key=WORM--b").key()).isEqualTo(new Key("WORM--a"));
    }

    @Test
    void semicolonsSeparateAndPlusIsASpace() {
        assertThat(Parameters.of("x;key=WORM--a+b;;").key()).isEqualTo(new Key("WORM--a b"));
    }

    @Test
    void percentEncodedBytesAreKept() {
        assertThat(Parameters.of("key=WORM--%ff%01").key()).isEqualTo(new Key("WORM--\u00ff\u0001"));
    }

    @ParameterizedTest
    @CsvSource({"key=[Zm9v], unable", "key=foo, key parse error", "key=, key parse error", "x=1, is required"})
    void whatIsNoKeyIsSaid(String query, String reason) {
        String expected = reason.equals("unable") ? "key parse error" : reason;
        assertThatThrownBy(() -> Parameters.of(query).key())
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientuuid=[!]", "clientuuid=[", "clientuuid=[]", "clientuuid=", "clientuuid"})
    void whatIsNoUuidIsRefused(String query) {
        if (query.equals("clientuuid=[")) {
            assertThat(Parameters.of(query).clientUuid()).isEqualTo(new Uuid("["));
        } else {
            assertThatThrownBy(() -> Parameters.of(query).clientUuid()).isInstanceOf(FailureException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "12, 12", "007, 7", "99999999999999999999, 9223372036854775807"})
    void numbersHaveNoSignAndNoEnd(String text, long value) {
        assertThat(Parameters.of("offset=" + text).offsetBytes()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "", "1.5", "1e9", "0x1", " 1", "1+"})
    void otherNumbersAreRefused(String text) {
        assertThatThrownBy(() ->
                        Parameters.of("offset=" + text.replace("+", "%2B")).offsetBytes())
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("offset parse error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key=WORM--a%", "key=WORM--a%f", "key=WORM--a%zz", "%=1"})
    void halfAnEscapeIsRefused(String query) {
        assertThatThrownBy(() -> Parameters.of(query)).isInstanceOf(FailureException.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bracketsCarryEveryByte(long seed) {
        Random random = new Random(seed);
        byte[] name = new byte[random.nextInt(40)];
        random.nextBytes(name);
        for (int i = 0; i < name.length; i++) {
            name[i] = name[i] == 0 ? 1 : name[i];
        }
        String key = "WORM--" + new String(name, StandardCharsets.ISO_8859_1);
        String wrapped = Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Parameters.of("key=[" + wrapped + "]").key().text()).isEqualTo(key);
    }
}

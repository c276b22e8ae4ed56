// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7d3f0e2a-1b2c-4d5e-8f90-a1b2c3d4e5f6",
                "00000000-0000-0000-0000-000000000001",
                "x",
                "a.b",
                "\u00ff\u00a0"
            })
    void anyTextThatALogLineCanHoldIsAUuid(String text) {
        Uuid uuid = Uuid.of(text).orElseThrow();
        assertThat(uuid.text()).isEqualTo(text);
        assertThat(uuid.bytes()).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(uuid).isEqualTo(new Uuid(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\n", "\ta", "a\0", "a\u007f", "\u0100", "a\u2028b"})
    void whatWouldBreakALogLineIsNone(String text) {
        assertThat(Uuid.of(text)).isEmpty();
        assertThatThrownBy(() -> new Uuid(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aUuidHasABoundedLength() {
        assertThat(Uuid.of("a".repeat(256))).isPresent();
        assertThat(Uuid.of("a".repeat(257))).isEmpty();
    }

    @Test
    void theOrderIsThatOfTheBytes() {
        assertThat(new Uuid("B")).isLessThan(new Uuid("a"));
        assertThat(new Uuid("a")).isLessThan(new Uuid("a-"));
        assertThat(new Uuid("z")).isLessThan(new Uuid("\u00ff"));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteNameTest {
    @Test
    void utf8IsShownAsItIsAndAllElseInBrackets() {
        assertThat(ByteName.shown("WORM--a b")).isEqualTo("WORM--a b");
        assertThat(ByteName.shown(bytes("WORM--\u2603"))).isEqualTo("WORM--\u2603");
        assertThat(ByteName.shown("\u00ff")).isEqualTo("[_w==]");
        assertThat(ByteName.shown("[x]")).isEqualTo("[W3hd]");
        assertThat(ByteName.read("[not base64]")).isEmpty();
        assertThat(ByteName.read("[_w]")).contains("\u00ff");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyBytesAreReadBackAsTheyWereSeed(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] =
                        (byte) (random.nextBoolean() ? "[]\u00c3\u00a9a=".charAt(random.nextInt(6)) : random.nextInt());
            }
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(ByteName.read(ByteName.shown(text))).contains(text);
        }
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;

/** Text as the store keeps it: bytes, so that both databases compare it in the same way. */
final class ByteText {
    private ByteText() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of at most so many bytes, cut between characters. */
    static byte[] utf8(String text, int mostBytes) {
        byte[] whole = utf8(text);
        if (whole.length <= mostBytes) {
            return whole;
        }
        int end = mostBytes;
        while (end > 0 && (whole[end] & 0xc0) == 0x80) {
            end--;
        }
        return java.util.Arrays.copyOf(whole, end);
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** One char for each byte. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Uuid uuid(byte[] bytes) {
        return new Uuid(text(bytes));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The identity of a repository or special remote. {@code text} has one char for each byte; git-annex makes random UUIDs
 * but accepts any text that a line of a log can hold. Source: Types/UUID.hs.
 */
public record Uuid(String text) implements Comparable<Uuid> {
    private static final int MAX_BYTES = 256;

    /** @throws IllegalArgumentException when {@code text} cannot stand in a log line */
    public Uuid {
        if (!valid(text)) {
            throw new IllegalArgumentException("not a uuid");
        }
    }

    /** Empty when the text is empty, overlong, or has white space or control characters. */
    public static Optional<Uuid> of(String byteText) {
        return valid(byteText) ? Optional.of(new Uuid(byteText)) : Optional.empty();
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(Uuid other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean valid(String text) {
        return !text.isEmpty() && text.length() <= MAX_BYTES && isPlain(text);
    }

    /** A loop, as every request has two of them. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of some content. {@code text} is its serialization in canonical form, one char for each byte.
 *
 * <p>Only numeric fields are accepted before the name, and the extension of a name is bounded, because keys are
 * committed to git and freer ones could carry hash collision material. Source: Types/Key.hs,
 * doc/internals/key_format.mdwn.
 */
public record Key(String text) {
    /** Far above any key that a file name could hold, and low enough to bound a request. */
    public static final int MAX_BYTES = 4096;

    private static final int MAX_EXTENSION_BYTES = 64;

    private static final Pattern FORM = Pattern.compile(
            "([^-]+)(?:-s([0-9]+))?(?:-m([0-9]+))?(?:-S([0-9]+))?(?:-C([0-9]+))?--(.*)", Pattern.DOTALL);

    /** @throws IllegalArgumentException when {@code text} is not a canonical serialization */
    public Key {
        if (!text.equals(canonical(text).orElse(null))) {
            throw new IllegalArgumentException("not a key");
        }
    }

    /** Empty when the bytes are no key. The result is canonical: leading zeros of numbers are gone. */
    public static Optional<Key> of(byte[] serialized) {
        return of(new String(serialized, StandardCharsets.ISO_8859_1));
    }

    /** As {@link #of(byte[])}, of a text with one char for each byte. */
    public static Optional<Key> of(String byteText) {
        return canonical(byteText).map(Key::new);
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The backend's name as written, with the E of an extension: {@code SHA256E}, {@code WORM}, {@code XFOO}. */
    public String backendName() {
        return text.substring(0, text.indexOf('-'));
    }

    /** What follows the double hyphen. */
    public String name() {
        return matched(text).group(6);
    }

    /** Size of the content in bytes; empty when the key does not say, or says more than a long holds. */
    public OptionalLong sizeBytes() {
        return number(matched(text).group(2));
    }

    /** Whether this names one chunk of another key's content. */
    public boolean isChunk() {
        Matcher m = matched(text);
        return m.group(4) != null && m.group(5) != null;
    }

    /** The key without its chunk fields, which the hash directories are computed from. Source: Key.hs nonChunkKey. */
    public Key withoutChunk() {
        Matcher m = matched(text);
        if (m.group(4) == null && m.group(5) == null) {
            return this;
        }
        return new Key(m.group(1) + field("-s", m.group(2)) + field("-m", m.group(3)) + "--" + m.group(6));
    }

    /**
     * The key as one file name without a slash, one char for each byte. Source: Annex/Locations.hs keyFile.
     */
    public String fileName() {
        StringBuilder name = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> name.append("&a");
                case '%' -> name.append("&s");
                case ':' -> name.append("&c");
                case '/' -> name.append('%');
                default -> name.append(c);
            }
        }
        return name.toString();
    }

    /** The inverse of {@link #fileName()}; empty when no key has that file name. */
    public static Optional<Key> ofFileName(String fileName) {
        StringBuilder text = new StringBuilder(fileName.length());
        for (int i = 0; i < fileName.length(); i++) {
            char c = fileName.charAt(i);
            if (c == '%') {
                text.append('/');
            } else if (c == '&' && i + 1 < fileName.length()) {
                i++;
                switch (fileName.charAt(i)) {
                    case 'a' -> text.append('&');
                    case 's' -> text.append('%');
                    case 'c' -> text.append(':');
                    default -> text.append('&').append(fileName.charAt(i));
                }
            } else {
                text.append(c);
            }
        }
        return of(text.toString());
    }

    @Override
    public String toString() {
        return text;
    }

    private static Optional<String> canonical(String text) {
        if (text.length() > MAX_BYTES) {
            return Optional.empty();
        }
        Matcher m = FORM.matcher(text);
        if (!m.matches() || !validName(m.group(1), m.group(6)) || text.chars().anyMatch(c -> c > 0xff)) {
            return Optional.empty();
        }
        return Optional.of(m.group(1) + field("-s", m.group(2)) + field("-m", m.group(3)) + field("-S", m.group(4))
                + field("-C", m.group(5)) + "--" + m.group(6));
    }

    private static boolean validName(String backend, String name) {
        if (!backend.endsWith("E")) {
            return true;
        }
        int dot = name.indexOf('.');
        return dot < 0 || name.length() - dot <= MAX_EXTENSION_BYTES;
    }

    private static String field(String mark, @org.jspecify.annotations.Nullable String digits) {
        if (digits == null) {
            return "";
        }
        String number = digits.replaceFirst("^0+(?=.)", "");
        return mark + number;
    }

    private static OptionalLong number(@org.jspecify.annotations.Nullable String digits) {
        if (digits == null || digits.length() > 18) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(digits));
    }

    private static Matcher matched(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalStateException("not a key");
        }
        return m;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import static gatehouse.key.KeyFields.CHUNK_NUMBER;
import static gatehouse.key.KeyFields.CHUNK_SIZE;
import static gatehouse.key.KeyFields.MTIME;
import static gatehouse.key.KeyFields.SIZE;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The name of some content. {@code text} is its serialization in canonical form, one char for each byte.
 *
 * <p>Only numeric fields are accepted before the name, and the extension of a name is bounded, because keys are
 * committed to git and freer ones could carry hash collision material. Two things that git-annex parses are no keys
 * here: NUL, which no file and no git tree can have in a name, and a time that no 64 bits hold, which git-annex turns
 * into another. Source: Types/Key.hs, doc/internals/key_format.mdwn.
 */
public record Key(String text) {
    /** Far above any key that a file name could hold, and low enough to bound a request. */
    public static final int MAX_BYTES = 4096;

    private static final int MAX_EXTENSION_BYTES = 64;

    /** @throws IllegalArgumentException when {@code text} is not a canonical serialization */
    public Key {
        if (parse(text).filter(fields -> fields.isCanonical(text)).isEmpty()) {
            throw new IllegalArgumentException("not a key");
        }
    }

    /** Empty when the bytes are no key. The result is canonical: leading zeros of numbers are gone. */
    public static Optional<Key> of(byte[] serialized) {
        return of(new String(serialized, StandardCharsets.ISO_8859_1));
    }

    /** As {@link #of(byte[])}, of a text with one char for each byte. */
    public static Optional<Key> of(String byteText) {
        return parse(byteText)
                .map(fields -> fields.isCanonical(byteText) ? byteText : fields.serialized(byteText, CHUNK_NUMBER + 1))
                .map(Key::new);
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
        return text.substring(fields().nameStart());
    }

    /**
     * Size of the content in bytes; empty when the key does not say. More than a long holds is said as
     * {@link Long#MAX_VALUE}, which no content has either.
     */
    public OptionalLong sizeBytes() {
        KeyFields fields = fields();
        if (!fields.has(SIZE)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(fields.number(SIZE, text).orElse(Long.MAX_VALUE));
    }

    /** Whether this names one chunk of another key's content. */
    public boolean isChunk() {
        KeyFields fields = fields();
        return fields.has(CHUNK_SIZE) && fields.has(CHUNK_NUMBER);
    }

    /** The key without its chunk fields, which the hash directories are computed from. Source: Key.hs nonChunkKey. */
    public Key withoutChunk() {
        KeyFields fields = fields();
        if (!fields.has(CHUNK_SIZE) && !fields.has(CHUNK_NUMBER)) {
            return this;
        }
        return new Key(fields.serialized(text, CHUNK_SIZE));
    }

    /** The key as one file name without a slash, one char for each byte. Source: Annex/Locations.hs keyFile. */
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

    /**
     * The key that a file name stands for; empty when there is none. Undoes {@link #fileName()}, and as git-annex does
     * it overlooks an ampersand that escapes nothing: whoever finds a file must see whether the key would be kept in
     * it. Source: Annex/Locations.hs fileKey.
     */
    public static Optional<Key> ofFileName(String fileName) {
        if (fileName.indexOf('&') < 0 && fileName.indexOf('%') < 0) {
            return of(fileName);
        }
        StringBuilder text = new StringBuilder(fileName.length());
        boolean escaped = false;
        for (int i = 0; i < fileName.length(); i++) {
            char c = fileName.charAt(i);
            switch (c) {
                case '%' -> text.append('/');
                case '&' -> {}
                case 'a' -> text.append(escaped ? '&' : c);
                case 's' -> text.append(escaped ? '%' : c);
                case 'c' -> text.append(escaped ? ':' : c);
                default -> text.append(c);
            }
            escaped = c == '&';
        }
        return of(text.toString());
    }

    @Override
    public String toString() {
        return text;
    }

    private KeyFields fields() {
        return KeyFields.of(text).orElseThrow();
    }

    private static Optional<KeyFields> parse(String text) {
        if (text.length() > MAX_BYTES || !isStorable(text)) {
            return Optional.empty();
        }
        return KeyFields.of(text)
                .filter(fields -> !hasExtension(text, fields) || isExtensionShort(text, fields))
                .filter(fields ->
                        !fields.has(MTIME) || fields.number(MTIME, text).isPresent());
    }

    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** Whether names of the key's backend hold an extension. Source: Types/Key.hs hasExt. */
    private static boolean hasExtension(String text, KeyFields fields) {
        return text.charAt(fields.backendEnd() - 1) == 'E' && !text.startsWith("GITBUNDLE-");
    }

    private static boolean isExtensionShort(String text, KeyFields fields) {
        int dot = text.indexOf('.', fields.nameStart());
        return dot < 0 || text.length() - dot <= MAX_EXTENSION_BYTES;
    }
}

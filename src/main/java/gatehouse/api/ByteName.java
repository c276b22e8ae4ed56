// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Keys and UUIDs in JSON and in paths of the API. They are bytes: shown as the text they are in UTF-8, or in
 * git-annex's own way for its HTTP protocol, base64url in brackets, where they are no such text or begin with a bracket
 * themselves.
 */
final class ByteName {
    private ByteName() {}

    /** @param byteText one char for each byte */
    static String shown(String byteText) {
        byte[] bytes = byteText.getBytes(StandardCharsets.ISO_8859_1);
        if (!byteText.startsWith("[")) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                return bracketed(bytes);
            }
        }
        return bracketed(bytes);
    }

    /** The inverse: one char for each byte; empty when what is in brackets is not base64url. */
    static Optional<String> read(String shown) {
        if (!shown.startsWith("[") || !shown.endsWith("]")) {
            return Optional.of(new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(shown.substring(1, shown.length() - 1));
            return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String bracketed(byte[] bytes) {
        return "[" + Base64.getUrlEncoder().encodeToString(bytes) + "]";
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/** Keys made by the tests, and their forms on the wire. */
final class Keys {
    private Keys() {}

    static String sha256(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "SHA256-s" + content.length + "--" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] content(Random random, int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return content;
    }

    /** The bracketed form, in which any byte can travel. */
    static String bracketed(String byteText) {
        byte[] bytes = byteText.getBytes(StandardCharsets.ISO_8859_1);
        return "[" + Base64.getUrlEncoder().encodeToString(bytes) + "]";
    }

    static String percentEncoded(String byteText) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : byteText.getBytes(StandardCharsets.ISO_8859_1)) {
            if (b >= '0' && b <= '9'
                    || b >= 'A' && b <= 'Z'
                    || b >= 'a' && b <= 'z'
                    || b == '-'
                    || b == '.'
                    || b == '_') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}

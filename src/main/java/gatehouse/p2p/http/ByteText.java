// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Texts of a url as bytes: percent-decoded, and taken out of square brackets where they are base64url. The result has
 * one char for each byte. Source: doc/design/p2p_protocol_over_http.mdwn "base64 encoding of keys, uuids, and
 * filenames", P2P/Http/Types.hs.
 */
final class ByteText {
    private ByteText() {}

    /** @throws FailureException Malformed when a percent sign is not followed by two hex digits */
    static String percentDecoded(String raw, Plus plus) {
        if (raw.indexOf('%') < 0 && (plus == Plus.LITERAL || raw.indexOf('+') < 0)) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                text.append(escaped(raw, i));
                i += 2;
            } else if (c == '+' && plus == Plus.SPACE) {
                text.append(' ');
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** What a plus sign means: itself in a path, a space in a query. */
    enum Plus {
        LITERAL,
        SPACE
    }

    /** @throws FailureException Malformed when what stands in square brackets is no base64url */
    static String unwrapped(String text) {
        if (text.length() < 2 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            return text;
        }
        try {
            byte[] encoded = text.substring(1, text.length() - 1).getBytes(StandardCharsets.ISO_8859_1);
            return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw new FailureException(new Failure.Malformed("unable to base64 decode [] wrapped value"));
        }
    }

    private static char escaped(String raw, int at) {
        int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
        int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new FailureException(new Failure.Malformed("bad percent encoding"));
        }
        return (char) (high << 4 | low);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What came in an {@code Authorization: Basic} header. The arrays are not copied: they live as long as a request.
 * Source: P2P/Http/Types.hs.
 */
final class Credentials {
    private static final String SCHEME = "basic";

    private final byte[] name;
    private final byte[] password;

    private Credentials(byte[] name, byte[] password) {
        this.name = name;
        this.password = password;
    }

    /**
     * The password begins after the first colon and is empty where there is none.
     *
     * @throws FailureException Malformed when it is not of the basic scheme, not base64, or empty
     */
    static Credentials parse(String header) {
        int end = 0;
        while (end < header.length() && !Character.isWhitespace(header.charAt(end))) {
            end++;
        }
        if (!header.substring(0, end).equalsIgnoreCase(SCHEME)) {
            throw malformed();
        }
        byte[] decoded = decoded(header.substring(end).stripLeading());
        if (decoded.length == 0) {
            throw malformed();
        }
        int colon = 0;
        while (colon < decoded.length && decoded[colon] != ':') {
            colon++;
        }
        return new Credentials(
                Arrays.copyOf(decoded, colon),
                Arrays.copyOfRange(decoded, Math.min(colon + 1, decoded.length), decoded.length));
    }

    byte[] nameBytes() {
        return name;
    }

    byte[] password() {
        return password;
    }

    /** Empty when no account in the store could have that name. */
    Optional<AccountName> accountName() {
        try {
            return AccountName.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static byte[] decoded(String base64) {
        if (base64.length() % 4 != 0) {
            throw malformed();
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static FailureException malformed() {
        return new FailureException(new Failure.Malformed("invalid basic auth header"));
    }
}

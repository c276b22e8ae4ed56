// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A token as the store keeps it: SHA-256, without a salt and without slowness. A password needs both, as people choose
 * it from few; a token is one of more than 2^178 that are alike likely, so nobody gets from the hash to it by trying,
 * however fast, no table of hashes can be made beforehand, and no two tokens are the same.
 */
public record TokenHash(String hex) {
    private static final String ALGORITHM = "SHA-256";

    /** @throws IllegalArgumentException when {@code hex} is not 64 digits, in lower case */
    public TokenHash {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256 in hex");
        }
    }

    public static TokenHash of(AccessToken token) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(ALGORITHM).digest(token.text().getBytes(StandardCharsets.US_ASCII));
            return of(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException when these are not 32 bytes */
    public static TokenHash of(byte[] bytes) {
        return new TokenHash(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Never the hash, so that no log can hold it. */
    @Override
    public String toString() {
        return "TokenHash";
    }
}

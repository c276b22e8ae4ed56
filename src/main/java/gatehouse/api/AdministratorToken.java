// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** What programs on this machine that may read the server's data folder show in place of a name and a password. */
public record AdministratorToken(String text) {
    private static final int BYTES = 32;
    private static final int MIN_CHARS = 32;

    /** @throws IllegalArgumentException when it is too short to be safe */
    public AdministratorToken {
        if (text.length() < MIN_CHARS) {
            throw new IllegalArgumentException("an administrator token has at least " + MIN_CHARS + " characters");
        }
    }

    public static AdministratorToken random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new AdministratorToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** In a time that tells nothing about how much of it is right. */
    boolean is(String shown) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    /** Never the token, so that no log can hold it. */
    @Override
    public String toString() {
        return "AdministratorToken";
    }
}

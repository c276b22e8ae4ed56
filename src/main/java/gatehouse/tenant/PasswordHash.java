// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** A password as the store keeps it: bcrypt in its usual text form, from which the password cannot be had. */
public record PasswordHash(String text) {
    /** About a tenth of a second on a server of today: slow for who guesses, not felt by who signs in. */
    private static final int COST = 11;

    private static final int SALT_BYTES = 16;

    /** @throws IllegalArgumentException when {@code text} is not of bcrypt's form */
    public PasswordHash {
        if (!text.matches("\\$2[aby]\\$[0-3][0-9]\\$[./A-Za-z0-9]{53}")) {
            throw new IllegalArgumentException("not a bcrypt hash");
        }
    }

    public static PasswordHash of(Password password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(OpenBSDBCrypt.generate("2b", password.bytes(), salt, COST));
    }

    /** Takes about the same time whatever the password is; one that is too long never matches. */
    public boolean matches(byte[] password) {
        boolean tooLong = password.length > Password.MAX_BYTES;
        boolean matches = OpenBSDBCrypt.checkPassword(text, tooLong ? new byte[1] : password);
        return matches && !tooLong;
    }

    /** Never the hash, so that no log can hold it. */
    @Override
    public String toString() {
        return "PasswordHash";
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * A password that may be given to an account: 8 characters at least, 72 bytes of UTF-8 at most, no control characters.
 */
public record Password(String text) {
    public static final int MIN_CHARS = 8;
    /** Bcrypt uses no more; a longer one would be cut without anybody knowing. */
    public static final int MAX_BYTES = 72;

    /** No characters that look alike, and none that a shell or a url treats in its own way. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int RANDOM_LENGTH = 20;

    /** @throws FailureException Malformed when it is too short, too long or has control characters */
    public Password {
        if (text.codePointCount(0, text.length()) < MIN_CHARS) {
            throw malformed("a password has at least " + MIN_CHARS + " characters");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw malformed("a password has at most " + MAX_BYTES + " bytes");
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw malformed("a password has no control characters");
        }
    }

    /** One with more than 110 bits of randomness. */
    public static Password random(SecureRandom random) {
        StringBuilder text = new StringBuilder(RANDOM_LENGTH);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return new Password(text.toString());
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Never the password, so that no log can hold it. */
    @Override
    public String toString() {
        return "Password";
    }

    private static FailureException malformed(String reason) {
        return new FailureException(new Failure.Malformed(reason));
    }
}

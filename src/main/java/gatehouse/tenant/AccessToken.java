// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What a person's programs show in place of the password: {@code gat_}, by which scanners find what was published, 30
 * random characters, and 6 that are a checksum of all before, by which a token is told from a password. It has more
 * than 178 bits of randomness.
 */
public record AccessToken(String text) {
    public static final String PREFIX = "gat_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_CHARS = 30;
    private static final int CHECKSUM_CHARS = 6;
    private static final int CHECKED_CHARS = PREFIX.length() + RANDOM_CHARS;

    /** @throws IllegalArgumentException when {@code text} is not of the form of a token */
    public AccessToken {
        if (!valid(text)) {
            throw new IllegalArgumentException("not an access token");
        }
    }

    public static AccessToken random(SecureRandom random) {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_CHARS; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return new AccessToken(text + checksum(text.toString()));
    }

    /** Empty when what was shown is not of the form of a token. */
    static Optional<AccessToken> of(byte[] shown) {
        String text = new String(shown, StandardCharsets.ISO_8859_1);
        return valid(text) ? Optional.of(new AccessToken(text)) : Optional.empty();
    }

    /** Never the token, so that no log can hold it. */
    @Override
    public String toString() {
        return "AccessToken";
    }

    private static boolean valid(String text) {
        return text.length() == CHECKED_CHARS + CHECKSUM_CHARS
                && text.startsWith(PREFIX)
                && text.chars().skip(PREFIX.length()).allMatch(c -> DIGITS.indexOf(c) >= 0)
                && text.endsWith(checksum(text.substring(0, CHECKED_CHARS)));
    }

    private static String checksum(String checked) {
        CRC32 crc = new CRC32();
        crc.update(checked.getBytes(StandardCharsets.US_ASCII));
        StringBuilder digits = new StringBuilder(CHECKSUM_CHARS);
        long rest = crc.getValue();
        for (int i = 0; i < CHECKSUM_CHARS; i++) {
            digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        }
        return digits.toString();
    }
}

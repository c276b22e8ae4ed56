// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.util.Optional;

/**
 * The name of an account in the store. A colon would end the name in basic authentication, and control characters would
 * break lines of logs, so neither is accepted; nor is white space at the ends, which nobody sees.
 */
public record AccountName(String text) implements Comparable<AccountName> {
    public static final int MAX_CHARS = 128;
    public static final String RULE = "an account name has 1 to " + MAX_CHARS
            + " characters, no colon, no control characters, no space at its ends";

    /** @throws IllegalArgumentException when {@code text} is no account name */
    public AccountName {
        if (!valid(text)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /** Empty when {@code text} is no account name. */
    public static Optional<AccountName> of(String text) {
        return valid(text) ? Optional.of(new AccountName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(AccountName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean valid(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_CHARS
                && text.equals(text.strip())
                && text.codePoints().allMatch(AccountName::allowed);
    }

    private static boolean allowed(int codePoint) {
        return codePoint != ':'
                && !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE
                && Character.getType(codePoint) != Character.LINE_SEPARATOR
                && Character.getType(codePoint) != Character.PARAGRAPH_SEPARATOR;
    }
}

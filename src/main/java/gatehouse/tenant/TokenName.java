// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.util.Optional;

/**
 * What a person calls one of their tokens. It stands in paths of the API, so it has nothing that these would change.
 */
public record TokenName(String text) implements Comparable<TokenName> {
    public static final int MAX_CHARS = 64;
    public static final String RULE = "the name of a token has 1 to " + MAX_CHARS
            + " characters: letters, digits, spaces and . _ - of which it begins and ends with a letter or digit";

    /** @throws IllegalArgumentException when {@code text} is no name of a token */
    public TokenName {
        if (!valid(text)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /** Empty when {@code text} is no name of a token. */
    public static Optional<TokenName> of(String text) {
        return valid(text) ? Optional.of(new TokenName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(TokenName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean valid(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_CHARS
                && Character.isLetterOrDigit(text.codePointAt(0))
                && Character.isLetterOrDigit(text.codePointBefore(text.length()))
                && text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || " ._-".indexOf(c) >= 0);
    }
}

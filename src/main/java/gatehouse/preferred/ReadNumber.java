// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in the forms that git-annex reads, which are those of Haskell: {@code 12}, {@code 0x1f}, {@code -3},
 * {@code 1.5e3}.
 */
final class ReadNumber {
    /** A number at the start: a sign, then a number with a base or a decimal one. What follows is not looked at. */
    private static final Pattern LEADING =
            Pattern.compile("(-?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|([0-9]+)(\\.[0-9]+)?([eE][-+]?[0-9]+)?)");

    /** A sign is one of its own: with another sign before or after it, it is something else. */
    private static final Pattern OTHER_SIGN = Pattern.compile("-[-!@#$%&*+./<=>?\\\\^|:~].*");

    private ReadNumber() {}

    /** A number that the text begins with, as wide as a long and no wider. Empty when there is none. */
    static OptionalLong integer(String text) {
        Matcher m = LEADING.matcher(text);
        if (OTHER_SIGN.matcher(text).matches() || !m.lookingAt() || m.group(5) != null || m.group(6) != null) {
            return OptionalLong.empty();
        }
        long value = whole(m).longValue();
        return OptionalLong.of(m.group(1).isEmpty() ? value : -value);
    }

    /** A number that is the whole text. Empty when it is none. */
    static OptionalDouble decimal(String text) {
        String stripped = unwrapped(text);
        boolean negative = stripped.startsWith("-");
        String unsigned = negative ? stripped.substring(1).strip() : stripped;
        double value;
        Matcher m = LEADING.matcher(unsigned);
        if (unsigned.equals("NaN")) {
            value = Double.NaN;
        } else if (unsigned.equals("Infinity")) {
            value = Double.POSITIVE_INFINITY;
        } else if (m.matches() && m.group(1).isEmpty()) {
            value = m.group(4) == null ? whole(m).doubleValue() : Double.parseDouble(unsigned);
        } else {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(negative ? -value : value);
    }

    /** A number that a text begins with, and what follows it. */
    record Leading(boolean negative, String digits, String rest) {}

    /**
     * Empty when the text does not begin with a number. {@code digits} are decimal, with a fraction and an exponent.
     */
    static Optional<Leading> leading(String text) {
        Matcher m = LEADING.matcher(text);
        if (OTHER_SIGN.matcher(text).matches() || !m.lookingAt()) {
            return Optional.empty();
        }
        String digits = m.group(4) == null
                ? whole(m).toString()
                : text.substring(m.group(1).length(), m.end());
        return Optional.of(new Leading(!m.group(1).isEmpty(), digits, text.substring(m.end())));
    }

    /** Haskell reads a number with parentheses around it as well. */
    private static String unwrapped(String text) {
        String stripped = text.strip();
        while (stripped.length() > 1 && stripped.startsWith("(") && stripped.endsWith(")")) {
            stripped = stripped.substring(1, stripped.length() - 1).strip();
        }
        return stripped;
    }

    private static BigInteger whole(Matcher m) {
        if (m.group(2) != null) {
            return new BigInteger(m.group(2), 16);
        }
        if (m.group(3) != null) {
            return new BigInteger(m.group(3), 8);
        }
        return new BigInteger(m.group(4));
    }
}

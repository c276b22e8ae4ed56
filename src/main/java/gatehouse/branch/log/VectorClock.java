// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a line of a log was written: seconds since 1970, to the picosecond, but always later than the line that it
 * replaces, whatever the clocks of the machines say. Source: Annex/VectorClock.hs, Utility/TimeStamp.hs.
 */
public record VectorClock(BigDecimal seconds) implements Comparable<VectorClock> {
    private static final int PICOSECOND_DIGITS = 12;
    /** Far more than any time needs; bounds what a hostile line can cost. */
    private static final int MAX_DIGITS = 64;

    private static final Pattern FORM = Pattern.compile("([+-]?)([0-9]{1,64})(?:\\.([0-9]{1,64}))?s?");

    public VectorClock {
        seconds = seconds.setScale(PICOSECOND_DIGITS, RoundingMode.DOWN).stripTrailingZeros();
        if (seconds.precision() - seconds.scale() > MAX_DIGITS) {
            throw new IllegalArgumentException("not a time");
        }
    }

    /** The clock for a change of now: whole seconds, as git-annex takes them to keep the branch small. */
    public static VectorClock ofNanos(long nanosSince1970) {
        return new VectorClock(BigDecimal.valueOf(Math.floorDiv(nanosSince1970, 1_000_000_000L)));
    }

    /** Empty when the text is no timestamp; the {@code s} at its end may be missing. */
    public static Optional<VectorClock> of(String text) {
        if (text.length() > 2 * MAX_DIGITS) {
            return Optional.empty();
        }
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        String sign = m.group(1).equals("-") ? "-" : "";
        String fraction = m.group(3) == null ? "" : "." + m.group(3);
        return Optional.of(new VectorClock(new BigDecimal(sign + m.group(2) + fraction)));
    }

    /** This clock, or the least later one when {@code previous} is not older. */
    public VectorClock advancedPast(VectorClock previous) {
        return previous.compareTo(this) >= 0 ? new VectorClock(previous.seconds.add(BigDecimal.ONE)) : this;
    }

    @Override
    public int compareTo(VectorClock other) {
        return seconds.compareTo(other.seconds);
    }

    /** As written in a log: {@code 1431286201.113452s}. */
    @Override
    public String toString() {
        return seconds.toPlainString() + "s";
    }
}

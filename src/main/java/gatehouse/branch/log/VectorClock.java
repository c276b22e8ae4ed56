// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
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

    private static final BigInteger DAY_SECONDS = BigInteger.valueOf(86_400);
    private static final BigInteger CYCLE_DAYS = BigInteger.valueOf(146_097);
    private static final DateTimeFormatter AFTER_YEAR = DateTimeFormatter.ofPattern("-MM-dd@HH-mm-ss", Locale.ROOT);

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

    /** The second, in UTC, as git-annex puts it where people see it: {@code 2015-05-10@19-30-01}. */
    String date() {
        BigInteger[] days =
                seconds.setScale(0, RoundingMode.FLOOR).toBigInteger().divideAndRemainder(DAY_SECONDS);
        boolean before1970 = days[1].signum() < 0;
        BigInteger day = before1970 ? days[0].subtract(BigInteger.ONE) : days[0];
        BigInteger second = before1970 ? days[1].add(DAY_SECONDS) : days[1];
        // The calendar repeats every 400 years; java.time knows fewer years than a line can name.
        BigInteger dayOfCycle = day.mod(CYCLE_DAYS);
        BigInteger cycles = day.subtract(dayOfCycle).divide(CYCLE_DAYS);
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                dayOfCycle.multiply(DAY_SECONDS).add(second).longValueExact(), 0, ZoneOffset.UTC);
        BigInteger year = cycles.multiply(BigInteger.valueOf(400)).add(BigInteger.valueOf(time.getYear()));
        return year + AFTER_YEAR.format(time);
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

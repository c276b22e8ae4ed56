// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many bytes passed in each of the last seconds. Safe for use by many threads. */
final class Pace {
    private static final int SECONDS = 10;

    private final LongSupplier nanos;
    private final long beganNanos;
    private final long[] bytes = new long[SECONDS];
    private long second;

    /** @param nanos a clock that is never set back */
    Pace(LongSupplier nanos) {
        this.nanos = nanos;
        this.beganNanos = nanos.getAsLong();
    }

    synchronized void add(long more) {
        forward();
        bytes[(int) (second % SECONDS)] += more;
    }

    /** Of the last ten seconds, or of as many as there were. */
    synchronized long bytesPerSecond() {
        forward();
        long sum = 0;
        for (long one : bytes) {
            sum += one;
        }
        return sum / Math.min(SECONDS, second + 1);
    }

    private void forward() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - beganNanos);
        for (long next = Math.max(second + 1, now - SECONDS + 1); next <= now; next++) {
            bytes[(int) (next % SECONDS)] = 0;
        }
        second = Math.max(second, now);
    }
}

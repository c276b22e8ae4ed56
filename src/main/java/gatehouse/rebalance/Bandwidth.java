// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many bytes may pass, as a bucket that fills steadily and holds what a second brings: on the average of any longer
 * time no more pass than that. Safe for use by many threads.
 */
final class Bandwidth {
    private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private OptionalLong bytesPerSecond;
    /** Below zero while what has passed is to be waited for. */
    private double availableBytes;

    private long lastNanos;

    /** @param nanos a clock that is never set back */
    Bandwidth(OptionalLong bytesPerSecond, LongSupplier nanos) {
        this.nanos = nanos;
        this.bytesPerSecond = bytesPerSecond;
        this.lastNanos = nanos.getAsLong();
    }

    synchronized void change(OptionalLong next) {
        fill();
        bytesPerSecond = next;
        availableBytes = Math.min(availableBytes, 0);
    }

    /** Notes that so many bytes pass now, and returns for how long to wait before the next ones. */
    synchronized long waitNanos(long bytes) {
        if (bytesPerSecond.isEmpty()) {
            return 0;
        }
        fill();
        availableBytes -= bytes;
        return availableBytes >= 0 ? 0 : (long) (-availableBytes / bytesPerSecond.getAsLong() * SECOND_NANOS);
    }

    private void fill() {
        long now = nanos.getAsLong();
        if (bytesPerSecond.isPresent()) {
            double rate = bytesPerSecond.getAsLong();
            availableBytes = Math.min(rate, availableBytes + (now - lastNanos) / SECOND_NANOS * rate);
        }
        lastNanos = now;
    }
}

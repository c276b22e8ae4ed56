// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.remote.RemoteState.LastFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is seen of a remote. Safe for use by many threads. */
final class Measured {
    /** Below this the time to begin is most of it. */
    private static final long LEAST_BYTES = 64 * 1024;

    /** So that who was slow once is tried again. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    private static final double WEIGHT_OF_NEW = 0.3;
    private static final int MOST_REASON_CHARS = 300;

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private int transfers;
    private double bytesPerSecond;
    private long speedNanos;
    private boolean speedKnown;
    private double roundTripMillis;
    private boolean roundTripKnown;
    private @Nullable LastFailure lastFailure;

    Measured(Clocks clocks) {
        this.clock = clocks.instants();
        this.nanoTime = clocks.nanoTime();
    }

    synchronized void began() {
        transfers++;
    }

    synchronized void ended() {
        transfers--;
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    /**
     * Of a transfer.
     *
     * @param waitedNanos how long the remote was waited for
     * @param wholeNanos with what the other end took
     */
    record Speed(long bytes, long waitedNanos, long wholeNanos) {}

    synchronized void transferred(Speed speed) {
        if (speed.bytes() < LEAST_BYTES) {
            return;
        }
        boolean known = speedNow().isPresent();
        boolean remoteWasSlower = speed.waitedNanos() * 2 >= speed.wholeNanos();
        double seen = perSecond(speed.bytes(), remoteWasSlower ? speed.waitedNanos() : speed.wholeNanos());
        if (!known) {
            bytesPerSecond = seen;
        } else if (remoteWasSlower || seen > bytesPerSecond) {
            bytesPerSecond += WEIGHT_OF_NEW * (seen - bytesPerSecond);
        }
        speedKnown = true;
        speedNanos = nanoTime.getAsLong();
    }

    private static double perSecond(long bytes, long nanos) {
        return bytes * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(nanos, 1);
    }

    /** A short question was answered. */
    synchronized void answered(long nanos) {
        double millis = nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
        roundTripMillis = roundTripKnown ? roundTripMillis + WEIGHT_OF_NEW * (millis - roundTripMillis) : millis;
        roundTripKnown = true;
    }

    synchronized void failed(Exception failure) {
        String message = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}+", " ");
        String line = message.substring(0, Math.min(message.length(), MOST_REASON_CHARS));
        lastFailure = new LastFailure(line, clock.instant());
    }

    private OptionalLong speedNow() {
        boolean recent = speedKnown && nanoTime.getAsLong() - speedNanos < RECENT.toNanos();
        return recent ? OptionalLong.of(Math.round(bytesPerSecond)) : OptionalLong.empty();
    }

    synchronized RemoteState state(RemoteState.Circuit circuit) {
        return new RemoteState(
                circuit,
                transfers,
                speedNow(),
                roundTripKnown ? OptionalDouble.of(roundTripMillis) : OptionalDouble.empty(),
                Optional.ofNullable(lastFailure));
    }
}

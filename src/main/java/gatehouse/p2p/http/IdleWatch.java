// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Cuts off transfers whose peer makes no progress. Slow is not idle: any byte that moves starts the time again, so that
 * honest peers on thin lines are served. Bounds how many transfers there are at once.
 */
public final class IdleWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(IdleWatch.class.getName());

    /** @param most transfers at once, beyond which peers are asked to come later */
    public record Limits(Duration idle, int most) {}

    /** A transfer that is watched. */
    public interface Watched {
        /** When the last byte moved, by the watch's clock. */
        long progressAtNanos();

        /** Ends the transfer and its connection. Called by the watch's thread; must not block. */
        void cutOff();
    }

    private final Limits limits;
    private final LongSupplier nanoClock;
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> ticking;

    /** @param nanoClock monotonic, in nanoseconds */
    public IdleWatch(Limits limits, LongSupplier nanoClock, ScheduledExecutorService scheduler) {
        this.limits = limits;
        this.nanoClock = nanoClock;
        long tickMillis = Math.max(100, limits.idle().toMillis() / 8);
        this.ticking = scheduler.scheduleWithFixedDelay(this::sweep, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
    }

    public long nowNanos() {
        return nanoClock.getAsLong();
    }

    /** False when there are as many as there may be; the transfer is then not to begin. */
    public boolean admit(Watched transfer) {
        return watched.size() < limits.most() && watched.add(transfer);
    }

    public void done(Watched transfer) {
        watched.remove(transfer);
    }

    /** Transfers under way. */
    public int size() {
        return watched.size();
    }

    @Override
    public void close() {
        ticking.cancel(false);
    }

    private void sweep() {
        long oldest = nowNanos() - limits.idle().toNanos();
        for (Watched transfer : watched) {
            if (transfer.progressAtNanos() - oldest < 0) {
                try {
                    transfer.cutOff();
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "cutting off an idle transfer failed", e);
                }
            }
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/** Tells a job from outside that it is to stop, between two pieces of its work. Safe for use by many threads. */
final class Halt {
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private volatile Asked asked = Asked.GO_ON;

    /** What is asked of it. */
    enum Asked {
        GO_ON,
        PAUSE,
        CANCEL,
        /** The server stops, and goes on with it when it starts again. */
        STOP
    }

    /** Whoever cancels is not overruled. */
    synchronized void ask(Asked next) {
        if (asked != Asked.CANCEL) {
            asked = next;
        }
    }

    Asked asked() {
        return asked;
    }

    /** @throws CancellationException when it is to stop */
    void check() {
        if (asked != Asked.GO_ON || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("asked to stop");
        }
    }

    /** @throws CancellationException when it is to stop */
    void sleep(long nanos) {
        long left = nanos;
        check();
        try {
            while (left > 0) {
                long now = Math.min(left, LONGEST_SLEEP_NANOS);
                TimeUnit.NANOSECONDS.sleep(now);
                left -= now;
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            check();
        }
    }
}

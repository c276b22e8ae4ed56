// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what a server does in its own time. */
final class Poll {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long STEP_MILLIS = 50;

    private Poll() {}

    /** Returns once {@code condition} holds; fails the test after half a minute. */
    static void until(String what, BooleanSupplier condition) {
        until(what, LIMIT, condition);
    }

    /** As {@link #until(String, BooleanSupplier)}, with another limit. */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        until(() -> what, limit, condition);
    }

    /** As {@link #until(String, BooleanSupplier)}, with what is the case told as it was at the end. */
    static void until(Supplier<String> what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never came true within " + limit.toSeconds() + " s: " + what.get());
            }
            pause(STEP_MILLIS);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

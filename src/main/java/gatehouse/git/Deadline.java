// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Ends what JGit does when it has taken too long, however much it gets on, or when its thread is interrupted. */
final class Deadline extends EmptyProgressMonitor {
    private final LongSupplier nanos;
    private final long endNanos;

    /** @param nanos a clock that is never set back */
    Deadline(Duration most, LongSupplier nanos) {
        this.nanos = nanos;
        this.endNanos = nanos.getAsLong() + most.toNanos();
    }

    @Override
    public boolean isCancelled() {
        return Thread.currentThread().isInterrupted() || nanos.getAsLong() - endNanos > 0;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.Uuid;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** When the pending changes of one repository are to be committed. At most one task is scheduled for it. */
final class Waiting {
    final Uuid repository;
    /** Held while its rows are being committed, so that each batch is out of the journal before the next is read. */
    final ReentrantLock committing = new ReentrantLock();

    private @Nullable Instant first;
    private Instant last = Instant.EPOCH;
    private boolean scheduled;
    private int failures;

    Waiting(Uuid repository) {
        this.repository = repository;
    }

    /** True when a task is to be scheduled for it. */
    synchronized boolean recorded(Instant now) {
        last = now;
        if (first == null) {
            first = now;
        }
        boolean schedule = !scheduled;
        scheduled = true;
        return schedule;
    }

    /** How much longer to wait; not positive when the task is to commit now, and is scheduled no more. */
    synchronized Duration due(Instant now) {
        if (first != null) {
            Instant quiet = last.plus(BranchCommitter.QUIET);
            Instant latest = first.plus(BranchCommitter.LONGEST_WAIT);
            Duration longer = Duration.between(now, quiet.isBefore(latest) ? quiet : latest);
            // A clock set back must not make anyone wait longer than if it were right.
            if (longer.isPositive()) {
                return longer.compareTo(BranchCommitter.QUIET) > 0 ? BranchCommitter.QUIET : longer;
            }
        }
        first = null;
        scheduled = false;
        return Duration.ZERO;
    }

    /** True when a retry is to be scheduled, as nothing else is. */
    synchronized boolean retry() {
        boolean schedule = !scheduled;
        scheduled = true;
        return schedule;
    }

    synchronized Duration retryDelay(Duration least, Duration most) {
        Duration delay = least.multipliedBy(1L << Math.min(failures - 1, 16));
        return delay.compareTo(most) > 0 ? most : delay;
    }

    /** True when this is the first failure in a row. */
    synchronized boolean failed() {
        failures++;
        return failures == 1;
    }

    /** True when it had failed before. */
    synchronized boolean succeeded() {
        boolean before = failures > 0;
        failures = 0;
        return before;
    }
}

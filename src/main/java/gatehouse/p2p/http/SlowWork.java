// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Threads for what waits for another server, so that none of the container's does: cheap ones, but no more than a
 * bounded number of them, as each holds memory. Safe for use by many threads.
 */
public final class SlowWork {
    private final Executor threads;
    private final Most most;
    private final Semaphore freeRequests;
    private final Semaphore freeKeepers;

    /**
     * @param requests at once @param keepers at once of requests that do nothing but keep a lock, for as long as it
     *     takes
     */
    public record Most(int requests, int keepers) {}

    /** @param threads a thread for each task, stays its owner's */
    public SlowWork(Executor threads, Most most) {
        this.threads = threads;
        this.most = most;
        this.freeRequests = new Semaphore(most.requests());
        this.freeKeepers = new Semaphore(most.keepers());
    }

    /** @throws FailureException Busy when there are as many as there may be, or the server stops */
    void begin(Runnable request) {
        begin(request, freeRequests);
    }

    /** As {@link #begin}, of what keeps a lock. */
    void beginKeeping(Runnable keeper) {
        begin(keeper, freeKeepers);
    }

    private void begin(Runnable task, Semaphore free) {
        if (!free.tryAcquire()) {
            throw new FailureException(new Failure.Busy("too many requests wait for other servers"));
        }
        boolean begun = false;
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    free.release();
                }
            });
            begun = true;
        } catch (RejectedExecutionException e) {
            throw new FailureException(new Failure.Busy("the server stops"));
        } finally {
            if (!begun) {
                free.release();
            }
        }
    }

    /** Under way now, of either kind. */
    public int size() {
        return most.requests() - freeRequests.availablePermits() + most.keepers() - freeKeepers.availablePermits();
    }
}

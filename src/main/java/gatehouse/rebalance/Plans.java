// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Plans that somebody wants to see, made on a thread of their own. The last few are kept, while the server runs. Safe
 * for use by many threads.
 */
public final class Plans implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Plans.class.getName());
    /** A plan may take as much memory as a hundred million bytes. */
    private static final int MOST_KEPT = 3;

    private final Function<Uuid, Optional<Hub>> hubs;
    private final Jobs jobs;
    private final InstantSource clock;
    private final ExecutorService worker;
    /** In the order in which they were asked for. */
    private final Map<Uuid, Status> statuses = new LinkedHashMap<>();

    /** What became of the wish for a plan. */
    public sealed interface Status {
        record Planning() implements Status {}

        record Ready(Plan plan, Instant made) implements Status {}

        record Failed(String reason) implements Status {}
    }

    /** @param worker whose queue is bounded; closed with this */
    public Plans(Function<Uuid, Optional<Hub>> hubs, Jobs jobs, InstantSource clock, ExecutorService worker) {
        this.hubs = hubs;
        this.jobs = jobs;
        this.clock = clock;
        this.worker = worker;
    }

    /**
     * Has a plan made, in place of what is kept for the repository.
     *
     * @throws FailureException Missing when the repository is not served, Busy when too many wait
     */
    public synchronized void ask(Uuid repository) {
        Hub hub = hubs.apply(repository)
                .orElseThrow(() -> new FailureException(new Failure.Missing("no such repository is served")));
        if (statuses.get(repository) instanceof Status.Planning) {
            return;
        }
        try {
            worker.execute(() -> put(repository, plan(hub)));
        } catch (RejectedExecutionException e) {
            throw new FailureException(new Failure.Busy("too many plans are being made; try again later"));
        }
        put(repository, new Status.Planning());
    }

    /** Empty when none was asked for, or it was so long ago that others took its place. */
    public synchronized Optional<Status> of(Uuid repository) {
        return Optional.ofNullable(statuses.get(repository));
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    private Status plan(Hub hub) {
        try {
            return new Status.Ready(Planned.now(hub, jobs.restless(hub.uuid())).plan(), clock.instant());
        } catch (FailureException e) {
            return new Status.Failed(e.failure().reason());
        } catch (CancellationException | InterruptedIOException e) {
            return new Status.Failed("the server stops");
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a plan for " + hub.uuid() + " could not be made", e);
            return new Status.Failed("the plan could not be made; the server's log tells more");
        }
    }

    private synchronized void put(Uuid repository, Status status) {
        statuses.remove(repository);
        statuses.put(repository, status);
        statuses.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Status.Planning))
                .map(Map.Entry::getKey)
                .limit(Math.max(0, statuses.size() - MOST_KEPT))
                .toList()
                .forEach(statuses::remove);
    }
}

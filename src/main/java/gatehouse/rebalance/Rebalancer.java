// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.rebalance.Job.State;
import gatehouse.repository.Uuid;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Rebalances what repositories know of, one job at a time for each, on threads of its own. A job that its server did
 * not end goes on when that starts again. Safe for use by many threads.
 */
public final class Rebalancer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rebalancer.class.getName());
    /** A job looks up between two pieces of a copy. */
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private final Function<Uuid, Optional<Hub>> hubs;
    private final Jobs jobs;
    private final Run.Clocks clocks;
    private final ExecutorService workers;
    private final Map<Uuid, Active> active = new HashMap<>();

    private record Active(Run run, Future<?> end) {}

    /**
     * How a job is.
     *
     * @param bytesPerSecond that were copied in the last seconds
     * @param skipped the last reasons for which moves were not done, since the server started
     */
    public record Report(Job job, long bytesPerSecond, List<String> skipped) {
        public Report {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * @param hubs what is served; empty for what is not
     * @param nanos a clock that is never set back
     * @param workers whose queue is bounded; closed with this
     */
    public Rebalancer(
            Function<Uuid, Optional<Hub>> hubs,
            Jobs jobs,
            InstantSource clock,
            LongSupplier nanos,
            ExecutorService workers) {
        this.hubs = hubs;
        this.jobs = jobs;
        this.clocks = new Run.Clocks(clock, nanos);
        this.workers = workers;
    }

    /** Goes on with what an earlier run of the server has left. */
    public synchronized void resumeAll() {
        for (Job job : jobs.underWay()) {
            try {
                hubs.apply(job.repository()).ifPresent(hub -> submit(hub, job));
            } catch (FailureException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "rebalancing what " + job.repository() + " knows of cannot go on",
                        e);
            }
        }
    }

    /**
     * Begins to rebalance.
     *
     * @param bytesPerSecond what it may take; empty for as much as there is
     * @throws FailureException Missing when the repository is not served, Conflict when a job for it is under way or
     *     paused, Busy when too many wait
     */
    public synchronized Report start(Uuid repository, OptionalLong bytesPerSecond) {
        Hub hub = hub(repository);
        if (running(repository).isPresent()) {
            throw conflict("it is being rebalanced already");
        }
        if (state(repository) == State.PAUSED) {
            throw conflict("its rebalancing is paused: resume it, or cancel it");
        }
        awaitEnd(repository);
        Job job = Job.begun(repository, bytesPerSecond, clocks.wall().instant());
        jobs.save(job);
        return submit(hub, job);
    }

    /** @throws FailureException Conflict when nothing is under way */
    public synchronized Report pause(Uuid repository) {
        return stop(repository, Halt.Asked.PAUSE, State.PAUSED);
    }

    /** @throws FailureException Conflict when nothing is under way or paused */
    public synchronized Report cancel(Uuid repository) {
        return stop(repository, Halt.Asked.CANCEL, State.CANCELLED);
    }

    private Report stop(Uuid repository, Halt.Asked asked, State state) {
        Optional<Run> run = running(repository);
        if (run.isPresent()) {
            run.get().stop(asked);
            return run.get().report();
        }
        Job job = jobs.of(repository)
                .filter(kept -> kept.state().isUnderWay() || kept.state() == State.PAUSED && state == State.CANCELLED)
                .orElseThrow(() -> conflict("it is not being rebalanced"));
        jobs.save(job.in(state, "", clocks.wall().instant()));
        return report(repository).orElseThrow();
    }

    /**
     * Goes on with what was paused, or has failed, from where things are then.
     *
     * @throws FailureException Missing when the repository is not served, Conflict when nothing is paused, Busy when it
     *     has not stopped yet or too many wait
     */
    public synchronized Report resume(Uuid repository) {
        Hub hub = hub(repository);
        if (running(repository).isPresent()) {
            throw conflict("it is being rebalanced already");
        }
        Job job = jobs.of(repository)
                .filter(kept -> kept.state() != State.DONE && kept.state() != State.CANCELLED)
                .orElseThrow(() -> conflict("there is nothing to resume"));
        awaitEnd(repository);
        Job next = job.in(State.PLANNING, "", clocks.wall().instant());
        jobs.save(next);
        return submit(hub, next);
    }

    /** Changes what a job may take, at once. @throws FailureException Conflict when nothing is under way or paused */
    public synchronized Report limit(Uuid repository, OptionalLong bytesPerSecond) {
        Optional<Run> run = running(repository);
        if (run.isPresent()) {
            run.get().limit(bytesPerSecond);
            return run.get().report();
        }
        Job job = jobs.of(repository)
                .filter(kept -> kept.state() == State.PAUSED)
                .orElseThrow(() -> conflict("it is not being rebalanced"));
        jobs.save(job.limited(bytesPerSecond, clocks.wall().instant()));
        return report(repository).orElseThrow();
    }

    /** How the last job of a repository is, or ended; empty when there was none. */
    public synchronized Optional<Report> report(Uuid repository) {
        Optional<Run> run = running(repository);
        if (run.isPresent()) {
            return run.map(Run::report);
        }
        List<String> skipped = Optional.ofNullable(active.get(repository))
                .map(last -> last.run().report().skipped())
                .orElse(List.of());
        return jobs.of(repository).map(job -> new Report(job, 0, skipped));
    }

    /** Stops all jobs, to go on with them after the next start. */
    @Override
    public void close() {
        synchronized (this) {
            active.values().forEach(each -> each.run().stop(Halt.Asked.STOP));
        }
        workers.shutdownNow();
        try {
            workers.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Report submit(Hub hub, Job job) {
        Run run = new Run(hub, job, jobs, clocks);
        try {
            active.put(job.repository(), new Active(run, workers.submit(run)));
        } catch (RejectedExecutionException e) {
            jobs.save(job.in(State.FAILED, "too many jobs wait", clocks.wall().instant()));
            throw new FailureException(new Failure.Busy("too many jobs wait; try again later"));
        }
        return run.report();
    }

    /** The run of a job that is under way. */
    private Optional<Run> running(Uuid repository) {
        return Optional.ofNullable(active.get(repository))
                .filter(last -> !last.end().isDone())
                .map(Active::run)
                .filter(run -> run.report().job().state().isUnderWay());
    }

    private State state(Uuid repository) {
        return jobs.of(repository).map(Job::state).orElse(State.DONE);
    }

    /** The thread of a job that was paused has a piece of work to end. */
    private void awaitEnd(Uuid repository) {
        Active last = active.get(repository);
        if (last == null) {
            return;
        }
        try {
            last.end().get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(new Failure.Busy("the server stops"));
        } catch (TimeoutException | ExecutionException e) {
            throw new FailureException(new Failure.Busy("it has not stopped yet; try again later"));
        }
    }

    private Hub hub(Uuid repository) {
        return hubs.apply(repository)
                .orElseThrow(() -> new FailureException(new Failure.Missing("no such repository is served")));
    }

    private static FailureException conflict(String reason) {
        return new FailureException(new Failure.Conflict(reason));
    }
}

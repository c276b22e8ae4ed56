// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.rebalance.Job.State;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** A job being done: by one thread, and watched and asked to stop by others. */
final class Run implements Runnable {
    private static final System.Logger LOG = System.getLogger(Run.class.getName());
    /** So often are plans made anew because settings have changed meanwhile. */
    private static final int MOST_PLANS = 20;

    private static final int MOST_TRIES = 10;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);
    private static final int MOST_REASONS = 100;

    private final Hub hub;
    private final Jobs jobs;
    private final Clocks clocks;
    private final Halt halt = new Halt();
    private final Bandwidth bandwidth;
    private final Pace pace;
    private final Deque<String> skipped = new ArrayDeque<>();
    private Job job;
    private Instant saved;

    /** @param nanos a clock that is never set back */
    record Clocks(InstantSource wall, LongSupplier nanos) {}

    /** @param job as it is saved */
    Run(Hub hub, Job job, Jobs jobs, Clocks clocks) {
        this.hub = hub;
        this.jobs = jobs;
        this.clocks = clocks;
        this.job = job;
        this.saved = job.changed();
        this.bandwidth = new Bandwidth(job.bytesPerSecond(), clocks.nanos());
        this.pace = new Pace(clocks.nanos());
    }

    /** How it is now, with the last reasons for which moves were skipped. */
    synchronized Rebalancer.Report report() {
        return new Rebalancer.Report(job, pace.bytesPerSecond(), List.copyOf(skipped));
    }

    /** Has it stop, now as it does in the store; the thread ends soon after. */
    synchronized void stop(Halt.Asked asked) {
        halt.ask(asked);
        switch (asked) {
            case PAUSE -> save(job.in(State.PAUSED, "", now()));
            case CANCEL -> save(job.in(State.CANCELLED, "", now()));
            case STOP, GO_ON -> {}
        }
    }

    synchronized void limit(OptionalLong bytesPerSecond) {
        save(job.limited(bytesPerSecond, now()));
        bandwidth.change(bytesPerSecond);
    }

    @Override
    public void run() {
        try {
            rebalance();
            finish(State.DONE, "");
        } catch (CancellationException | InterruptedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "rebalancing stops as asked", e);
        } catch (FailureException e) {
            finish(State.FAILED, e.failure().reason());
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "rebalancing what " + hub.uuid() + " knows of failed", e);
            finish(State.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private void rebalance() throws IOException {
        for (int plans = 0; plans < MOST_PLANS; plans++) {
            change(now -> now.in(State.PLANNING, "", now()));
            Planned planned = Planned.now(hub, jobs.restless(hub.uuid()));
            jobs.save(hub.uuid(), planned.restless());
            Plan plan = planned.plan();
            change(now -> now.with(now.progress().planned(plan), now()).in(State.RUNNING, "", now()));
            if (done(planned)) {
                hub.settle();
                return;
            }
        }
        throw new FailureException(new Failure.Conflict("its settings change all the time"));
    }

    /** False when another plan is needed. */
    private boolean done(Planned planned) throws IOException {
        Copying copying = new Copying(bandwidth, halt, this::copied);
        Doing doing = new Doing(hub, planned, copying);
        for (Move move : planned.plan().moves()) {
            halt.check();
            if (!planned.stillHolds(hub)) {
                return false;
            }
            Optional<String> reason = tried(doing, move);
            synchronized (this) {
                reason.ifPresent(this::remember);
                job = job.with(
                        reason.isPresent()
                                ? job.progress().withSkipped()
                                : job.progress().withMove(),
                        now());
                saveNowAndThen();
            }
        }
        return true;
    }

    /** What is too busy gets better, or keeps a move from being done. */
    private Optional<String> tried(Doing doing, Move move) {
        for (int tries = 1; ; tries++) {
            try {
                return doing.move(move);
            } catch (FailureException e) {
                if (tries == MOST_TRIES) {
                    return Optional.of(move.key() + ": " + e.failure().reason());
                }
                halt.sleep(RETRY_NANOS);
            }
        }
    }

    private synchronized void copied(long bytes) {
        pace.add(bytes);
        job = job.with(job.progress().withBytes(bytes), now());
        saveNowAndThen();
    }

    private void remember(String reason) {
        skipped.addLast(reason);
        if (skipped.size() > MOST_REASONS) {
            skipped.removeFirst();
        }
        LOG.log(System.Logger.Level.INFO, "a move is skipped: " + reason);
    }

    /** A store that does not answer now hears of it a second later. */
    private void saveNowAndThen() {
        if (Duration.between(saved, now()).compareTo(BETWEEN_SAVES) >= 0 && halt.asked() == Halt.Asked.GO_ON) {
            saved = now();
            try {
                jobs.save(job);
            } catch (FailureException e) {
                LOG.log(System.Logger.Level.DEBUG, "progress is not saved now", e);
            }
        }
    }

    /** Whoever asked it to stop has said in which state it is. */
    private void finish(State state, String reason) {
        try {
            for (int tries = 1; !finished(state, reason, tries == MOST_TRIES); tries++) {
                halt.sleep(RETRY_NANOS);
            }
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "rebalancing stops as asked", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "how rebalancing ended cannot be saved", e);
        }
    }

    private synchronized boolean finished(State state, String reason, boolean lastTry) {
        if (halt.asked() != Halt.Asked.GO_ON) {
            return true;
        }
        try {
            save(job.in(state, reason, now()));
            return true;
        } catch (FailureException e) {
            if (lastTry) {
                throw e;
            }
            return false;
        }
    }

    private synchronized void change(UnaryOperator<Job> next) {
        halt.check();
        save(next.apply(job));
    }

    private synchronized void save(Job next) {
        jobs.save(next);
        job = next;
        saved = now();
    }

    private Instant now() {
        return clocks.wall().instant();
    }
}

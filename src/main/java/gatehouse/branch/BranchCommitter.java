// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Brings location changes from the journal of acknowledged ones into the branches, many in one commit. Entries leave
 * the journal only when the branch durably holds them. A repository that fails is tried again, ever more seldom, and
 * delays no other. Safe for use by many threads.
 */
public final class BranchCommitter implements AutoCloseable {
    /** A client that has just stored its last file finds it in the branch soon after. */
    public static final Duration QUIET = Duration.ofSeconds(1);
    /** Under load a commit must not wait for quiet any longer. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    /** Bounds memory and the time that the journal is locked against git-annex processes. */
    public static final int MOST_ROWS = 10_000;
    /** Short, as a thread that serves all repositories waits meanwhile. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(1);
    /** Somebody waits for a flush, and git-annex itself may hold the lock for some seconds. */
    private static final Duration FLUSH_LOCK_WAIT = Duration.ofSeconds(10);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(BranchCommitter.class.getName());

    /** What {@link #flush} came to. */
    public enum Flushed {
        /** All that was recorded before is in the branch. */
        WHOLLY,
        /** The branch could not be written now; what is left stays in the journal and is tried again. */
        NOT_YET
    }

    private final LocationJournal journal;
    private final AnnexBranches branches;
    private final PresentContent content;
    private final Sizes sizes;
    private final BranchMaintenance maintenance;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private final ConcurrentMap<Uuid, Waiting> waiting = new ConcurrentHashMap<>();

    /** What keeps sizes in step with the branches, and what counts them where that is needed. */
    public record Sizes(SizesInStep inStep, SizeCounting counting) {}

    /** @param timer runs the commits too; stays its owner's, and is to be shut down after this is closed */
    public BranchCommitter(
            LocationJournal journal,
            AnnexBranches branches,
            PresentContent content,
            Sizes sizes,
            BranchMaintenance maintenance,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this.journal = journal;
        this.branches = branches;
        this.content = content;
        this.sizes = sizes;
        this.maintenance = maintenance;
        this.timer = timer;
        this.clock = clock;
    }

    /** Has what an earlier run of the server left in the journal committed. */
    public void start() {
        journal.repositoriesWithPending().forEach(this::recorded);
    }

    /** To be called when a repository is served, perhaps again: has what is left in the journal committed. */
    public void served(Uuid repository) {
        if (!journal.pending(repository, 1).isEmpty()) {
            recorded(repository);
        }
    }

    /** To be called after a change is in the journal, or the branch has got a tip from elsewhere. Returns at once. */
    public void recorded(Uuid repository) {
        Waiting at = waiting(repository);
        if (at.recorded(clock.instant())) {
            schedule(at, QUIET);
        }
    }

    /** Commits what is pending now, and returns when that is done or has failed. */
    public Flushed flush(Uuid repository) {
        Waiting at = waiting(repository);
        try {
            if (!at.committing.tryLock(FLUSH_LOCK_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                return Flushed.NOT_YET;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Flushed.NOT_YET;
        }
        try {
            return switch (commit(at, () -> commitPending(repository, FLUSH_LOCK_WAIT))) {
                case DONE -> Flushed.WHOLLY;
                case NOT_SERVED, FAILED -> Flushed.NOT_YET;
            };
        } finally {
            at.committing.unlock();
        }
    }

    /** Flushes every repository once. What cannot be committed stays in the journal for the next start. */
    @Override
    public void close() {
        journal.repositoriesWithPending().forEach(this::flush);
    }

    private Waiting waiting(Uuid repository) {
        return waiting.computeIfAbsent(repository, Waiting::new);
    }

    private void schedule(Waiting at, Duration delay) {
        try {
            timer.schedule(() -> due(at), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The server stops; what is pending is flushed by close or found by the next start.
            LOG.log(System.Logger.Level.DEBUG, "no more commits are scheduled", e);
        }
    }

    private void due(Waiting at) {
        Duration longer = at.due(clock.instant());
        if (longer.isPositive()) {
            schedule(at, longer);
            return;
        }
        if (!at.committing.tryLock()) {
            // A flush is under way; it may have looked before the newest row came.
            recorded(at.repository);
            return;
        }
        try {
            if (commit(at, () -> commitAndCatchUp(at.repository)) == Outcome.FAILED && at.retry()) {
                schedule(at, at.retryDelay(FIRST_RETRY, LAST_RETRY));
            }
        } finally {
            at.committing.unlock();
        }
    }

    /** What came of a try to commit. */
    private enum Outcome {
        DONE,
        /** Its time is when it is served again; until then it may be another server's. */
        NOT_SERVED,
        FAILED
    }

    /** Needs the repository's {@code committing}. */
    private Outcome commit(Waiting at, Commit commit) {
        try {
            if (!commit.all()) {
                return Outcome.NOT_SERVED;
            }
            if (at.succeeded()) {
                LOG.log(System.Logger.Level.INFO, "location changes of " + at.repository + " are committed again");
            }
            return Outcome.DONE;
        } catch (IOException | RuntimeException e) {
            boolean bug = e instanceof RuntimeException && !(e instanceof FailureException);
            if (at.failed()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "location changes of " + at.repository + " cannot be committed now and are kept: "
                                + e.getMessage(),
                        bug ? e : null);
            }
            return Outcome.FAILED;
        }
    }

    /** What is to be done for a repository. */
    private interface Commit {
        /** False when the repository is not served. */
        boolean all() throws IOException;
    }

    /** Opens no repository in vain, as it is called for every fetch. */
    private boolean commitPending(Uuid repository, Duration lockWait) throws IOException {
        return journal.pending(repository, 1).isEmpty()
                || branches.with(repository, branch -> commitPending(repository, branch, lockWait))
                        .isPresent();
    }

    /** The branch may have got a tip from elsewhere as well. */
    private boolean commitAndCatchUp(Uuid repository) throws IOException {
        boolean served = commitPending(repository, LOCK_WAIT);
        if (served) {
            catchUp(repository);
        }
        return served;
    }

    /**
     * Brings the sizes to the tip that the branch has now, with what git-annex processes have left in its journal.
     * Nothing is done while something is pending: that may be in the tip already, and then leaves the journal of
     * changes with the next commit.
     */
    public void catchUp(Uuid repository) throws IOException {
        try (SizesInStep.Held held = sizes.inStep().hold(repository, LOCK_WAIT)) {
            Optional<SizesInStep.Step> step = !journal.pending(repository, 1).isEmpty()
                    ? Optional.empty()
                    : branches.with(repository, branch -> {
                        branch.takeJournalWithin(LOCK_WAIT);
                        return sizes.inStep().advance(branch, branch.tip().orElse(ObjectId.zeroId()), List.of());
                    });
            if (step.isPresent() && step.get() == SizesInStep.Step.TO_BE_COUNTED) {
                sizes.counting().soon(repository);
            }
        }
    }

    private int commitPending(Uuid repository, AnnexBranch branch, Duration lockWait) throws IOException {
        int committed = 0;
        List<Entry> entries;
        do {
            entries = journal.pending(repository, MOST_ROWS);
            if (!entries.isEmpty()) {
                commit(branch, entries, lockWait);
                committed += entries.size();
            }
        } while (entries.size() == MOST_ROWS);
        if (committed > 0) {
            maintenance.committed(repository);
        }
        return committed;
    }

    private void commit(AnnexBranch branch, List<Entry> entries, Duration lockWait) throws IOException {
        Uuid repository = branch.config().uuid();
        try (SizesInStep.Held held = sizes.inStep().hold(repository, lockWait)) {
            ObjectId tip;
            try (JournalLocked locked = branch.lock(lockWait)) {
                tip = branch.record(locked, content.found(entries, clock))
                        .or(() -> tip(branch))
                        .orElse(ObjectId.zeroId());
            }
            List<Long> places = entries.stream().map(Entry::place).toList();
            switch (sizes.inStep().advance(branch, tip, places)) {
                case DONE -> {}
                case TO_BE_COUNTED -> {
                    journal.committed(places);
                    sizes.counting().soon(repository);
                }
            }
        }
    }

    private static Optional<ObjectId> tip(AnnexBranch branch) {
        try {
            return branch.tip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

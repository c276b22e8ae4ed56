// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.local;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.branch.BranchPath;
import gatehouse.branch.JournalLocked;
import gatehouse.branch.log.LocationLog;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.LocationRecord;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Records what a repository has in git-annex's own journal beside its branch, where every git-annex that comes by finds
 * it, and commits that soon after. Source: Annex/Journal.hs, Annex/Branch.hs.
 */
final class JournalledLocations implements LocationRecord, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JournalledLocations.class.getName());
    private static final Duration LOCK_WAIT = Duration.ofSeconds(30);
    /** One commit for many changes. */
    private static final Duration COMMIT_AFTER = Duration.ofSeconds(1);

    private static final Duration LAST_LOCK_WAIT = Duration.ofSeconds(2);

    private final Uuid uuid;
    private final AnnexBranches branches;
    private final InstantSource clock;
    private final ScheduledExecutorService commits;
    private final AtomicBoolean commitComes = new AtomicBoolean();

    JournalledLocations(Uuid uuid, AnnexBranches branches, InstantSource clock, ScheduledExecutorService commits) {
        this.uuid = uuid;
        this.branches = branches;
        this.clock = clock;
        this.commits = commits;
    }

    /** {@inheritDoc} How much it may hold is known to nobody; the disk's reserve is kept all the same. */
    @Override
    public Coming coming(Key key) {
        return new Coming() {
            @Override
            public void stillFits() {
                // Nothing was promised.
            }

            @Override
            public void arrived() {
                changed(key, Presence.PRESENT);
            }

            @Override
            public void close() {
                // Nothing was promised.
            }
        };
    }

    /** @throws UncheckedIOException when the disk failed */
    @Override
    public void changed(Key key, Presence presence) {
        try {
            record(key, presence);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void confirm(Key key, Presence presence) throws IOException {
        LocationLog log = with(branch -> branch.locationLog(key));
        Presence logged = log.presence(uuid).orElse(Presence.MISSING);
        if ((logged == Presence.PRESENT) != (presence == Presence.PRESENT)) {
            record(key, presence);
        }
    }

    private void record(Key key, Presence presence) throws IOException {
        Instant now = clock.instant();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        LocationChange change = new LocationChange(uuid, key, uuid, presence, nanos);
        with(branch -> {
            BranchPath path = BranchPath.locationLog(key, branch.config().branchHash());
            try (JournalLocked locked = branch.lock(LOCK_WAIT)) {
                branch.journal(
                        locked,
                        path,
                        text -> LocationLog.parse(text).with(change).format());
            }
            return true;
        });
        commitLater();
    }

    private <T> T with(AnnexBranches.Use<T> use) throws IOException {
        return branches.with(uuid, use).orElseThrow(() -> new FileNotFoundException("the remote is not where it was"));
    }

    private void commitLater() {
        if (commitComes.compareAndSet(false, true)) {
            try {
                commits.schedule(() -> commit(LOCK_WAIT), COMMIT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // The server stops: what is in the journal is the next git-annex's to commit.
                commitComes.set(false);
            }
        }
    }

    private void commit(Duration lockWait) {
        commitComes.set(false);
        try {
            branches.with(uuid, (AnnexBranch branch) -> {
                branch.takeJournalWithin(lockWait);
                return true;
            });
        } catch (IOException | FailureException e) {
            LOG.log(Level.WARNING, "the journal of {0} is left to git-annex: {1}", new Object[] {uuid, e.getMessage()});
        }
    }

    @Override
    public void close() {
        if (commitComes.get()) {
            commit(LAST_LOCK_WAIT);
        }
    }
}

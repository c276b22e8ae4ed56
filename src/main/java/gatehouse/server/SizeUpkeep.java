// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.BranchCommitter;
import gatehouse.branch.SizeCounting;
import gatehouse.git.RepositoryDirectory;
import gatehouse.git.ServedRepository;
import gatehouse.repository.Uuid;
import gatehouse.size.RepoSizes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sees now and then to the sizes of all repositories: counts those that were never counted, looks for tips that
 * git-annex processes have made, and counts each anew once a week, to be sure.
 *
 * @param every how often this runs
 */
record SizeUpkeep(
        RepositoryDirectory directory,
        RepoSizes sizes,
        SizeCounting counting,
        BranchCommitter committer,
        InstantSource clock,
        Duration every)
        implements Runnable {
    private static final Logger LOG = Logger.getLogger(SizeUpkeep.class.getName());
    private static final Duration RECOUNT = Duration.ofDays(7);
    /** So that many repositories are not opened all at once. */
    private static final long PAUSE_MILLIS = 20;

    @Override
    public void run() {
        try {
            for (ServedRepository repository : directory.all()) {
                see(repository.uuid());
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the sizes of repositories cannot be seen to now", e);
        }
    }

    private void see(Uuid repository) {
        if (sizes.counted(repository).isEmpty() || isItsTurn(repository)) {
            counting.sometime(repository);
        } else {
            committer.recorded(repository);
        }
    }

    /** Whether this is the one run in a week in which it is counted anew. */
    private boolean isItsTurn(Uuid repository) {
        long runs = RECOUNT.dividedBy(every);
        long run = clock.instant().getEpochSecond() / every.toSeconds();
        return Math.floorMod(repository.hashCode(), runs) == Math.floorMod(run, runs);
    }
}

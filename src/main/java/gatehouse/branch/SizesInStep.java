// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Counted;
import gatehouse.size.RepoSizes;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Keeps the sizes in the store in step with the tips of branches: once counted, each later tip is compared with the one
 * that the sizes are of, whoever has made it. Together with the rows of the journal that the store adds to them, the
 * sizes are exact whenever a process ends: entries leave the journal in the transaction that brings the sizes to a tip
 * which holds them, and not before. A server that is killed between the commit and that transaction finds the entries
 * and the older tip again, and compares over both. Safe for use by many threads. Source: Annex/RepoSize.hs.
 */
public final class SizesInStep {
    /** Nobody else brings the sizes of a repository that is served here to other tips, but for who mends the store. */
    private static final int MOST_TRIES = 3;

    /** Commits and comparisons are done by then, but for one over years of changes. */
    private static final Duration COUNT_WAIT = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(SizesInStep.class.getName());

    private final RepoSizes sizes;
    private final ConcurrentMap<Uuid, ReentrantLock> stepping = new ConcurrentHashMap<>();

    /** What came of bringing the sizes to a tip. */
    enum Step {
        /** They are of it. */
        DONE,
        /** They were never counted, or can only be had by counting anew. */
        TO_BE_COUNTED
    }

    public SizesInStep(RepoSizes sizes) {
        this.sizes = sizes;
    }

    /** Held while a branch gets a commit and its sizes follow, so that nobody counts in between. */
    record Held(ReentrantLock lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.unlock();
        }
    }

    /** @throws FailureException with {@link Failure.Busy} when it is not to be had within {@code atMost} */
    Held hold(Uuid repository, Duration atMost) {
        ReentrantLock lock = stepping.computeIfAbsent(repository, unknown -> new ReentrantLock());
        try {
            if (lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Held(lock);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new FailureException(new Failure.Busy("the sizes of " + repository + " are being counted"));
    }

    /**
     * Brings the sizes to a commit, and forgets the journal's entries that it holds. Needs the lock.
     *
     * @param places of the entries; they are left alone where the sizes are to be counted
     */
    Step advance(AnnexBranch branch, ObjectId to, List<Long> places) throws IOException {
        Uuid repository = branch.config().uuid();
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Optional<String> from = sizes.counted(repository).map(Counted::tip);
            if (from.isEmpty()) {
                return Step.TO_BE_COUNTED;
            }
            if (from.get().equals(to.name()) && places.isEmpty()) {
                return Step.DONE;
            }
            try {
                Map<Uuid, Long> changes =
                        branch.sizes().between(new LocationLogs.Between(ObjectId.fromString(from.get()), to));
                if (sizes.advance(repository, new Advance(from.get(), to.name(), changes, places))) {
                    return Step.DONE;
                }
            } catch (MissingObjectException e) {
                return anew(repository, e);
            } catch (IllegalStateException e) {
                return anew(repository, e);
            }
        }
        throw new IOException("the sizes of " + repository + " are being changed by others");
    }

    /** Sizes of which nobody knows how they have changed are worse than none. */
    private Step anew(Uuid repository, Exception reason) {
        LOG.log(System.Logger.Level.WARNING, "the sizes of " + repository + " are counted anew", reason);
        sizes.forget(repository);
        return Step.TO_BE_COUNTED;
    }

    /**
     * Counts all of a branch, and brings what was counted to the tip of then.
     *
     * @param threads that count
     */
    void count(AnnexBranch branch, int threads) throws IOException {
        Uuid repository = branch.config().uuid();
        ObjectId counted = branch.tip().orElse(ObjectId.zeroId());
        Map<Uuid, Long> bytes = branch.sizes().of(counted, threads);
        try (Held held = hold(repository, COUNT_WAIT)) {
            ObjectId tip = branch.tip().orElse(ObjectId.zeroId());
            branch.sizes()
                    .between(new LocationLogs.Between(counted, tip))
                    .forEach((uuid, change) -> bytes.merge(uuid, change, Long::sum));
            Counted now = new Counted(tip.name(), sizes(bytes));
            compare(repository, now);
            sizes.recounted(repository, now);
        }
    }

    private void compare(Uuid repository, Counted now) {
        Optional<Counted> before =
                sizes.counted(repository).filter(known -> known.tip().equals(now.tip()));
        if (before.isPresent() && !before.get().equals(now)) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the sizes of {0} were not those of {1} and are mended: they were {2} and are {3}",
                    repository,
                    now.tip(),
                    before.get().sizes(),
                    now.sizes());
        }
    }

    private static Map<Uuid, RepoSize> sizes(Map<Uuid, Long> bytes) {
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        bytes.forEach((uuid, sum) -> sizes.put(uuid, new RepoSize(sum)));
        return sizes;
    }
}

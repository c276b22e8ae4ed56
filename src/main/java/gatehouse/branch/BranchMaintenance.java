// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.Uuid;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * Packs repositories whose many small commits have made many loose objects or packs, as {@code git gc --auto} does and
 * by the same settings: what is not reachable stays for two weeks, and a process that reads an old pack finds its
 * objects in the new. One repository at a time.
 */
public final class BranchMaintenance {
    /** Looking whether it is time costs two folder listings. */
    private static final int COMMITS_BETWEEN_LOOKS = 16;

    /** However large a repository is and however many commits it gets, packing takes a small part of the time. */
    private static final int PAUSE_TIMES_DURATION = 20;

    private static final System.Logger LOG = System.getLogger(BranchMaintenance.class.getName());

    private final AnnexBranches branches;
    private final Executor background;
    private final AtomicBoolean running = new AtomicBoolean();
    private final InstantSource clock;
    private final ConcurrentMap<Uuid, AtomicInteger> commits = new ConcurrentHashMap<>();
    private final ConcurrentMap<Uuid, Instant> notBefore = new ConcurrentHashMap<>();

    /** @param background may take long for a task, and need not be of many threads */
    public BranchMaintenance(AnnexBranches branches, Executor background, InstantSource clock) {
        this.branches = branches;
        this.background = background;
        this.clock = clock;
    }

    /** To be called after each commit. Returns at once. */
    public void committed(Uuid repository) {
        AtomicInteger count = commits.computeIfAbsent(repository, r -> new AtomicInteger());
        if (count.incrementAndGet() < COMMITS_BETWEEN_LOOKS
                || clock.instant().isBefore(notBefore.getOrDefault(repository, Instant.MIN))
                || !running.compareAndSet(false, true)) {
            return;
        }
        try {
            count.set(0);
            background.execute(() -> pack(repository));
        } catch (RejectedExecutionException e) {
            running.set(false);
        }
    }

    private void pack(Uuid repository) {
        Instant start = clock.instant();
        try {
            branches.with(repository, branch -> {
                packWhereNeeded(branch, start);
                return true;
            });
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "repository " + repository + " could not be packed", e);
        } finally {
            Instant end = clock.instant();
            notBefore.put(repository, end.plus(Duration.between(start, end).multipliedBy(PAUSE_TIMES_DURATION)));
            running.set(false);
        }
    }

    /** Packs now if the repository's thresholds ({@code gc.auto}, {@code gc.autoPackLimit}) are passed. */
    static void packWhereNeeded(AnnexBranch branch, Instant now) throws IOException {
        FileRepository repository = branch.repository();
        PackConfig packing = new PackConfig(repository);
        // Those who wait for an answer need the other processors.
        packing.setThreads(1);
        GC gc = new GC(repository);
        gc.setPackConfig(packing);
        gc.setAuto(true);
        // JGit would keep packs of the last hour and find too many of them again and again. What in them is not
        // reachable yet, as of a push under way, becomes loose objects.
        gc.setPackExpire(now);
        try {
            gc.gc();
        } catch (ParseException | GitAPIException e) {
            throw new IOException(e);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.Uuid;
import java.io.IOException;
import java.text.ParseException;
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

    private static final System.Logger LOG = System.getLogger(BranchMaintenance.class.getName());

    private final AnnexBranches branches;
    private final Executor background;
    private final AtomicBoolean running = new AtomicBoolean();
    private final ConcurrentMap<Uuid, AtomicInteger> commits = new ConcurrentHashMap<>();

    /** @param background may take long for a task, and need not be of many threads */
    public BranchMaintenance(AnnexBranches branches, Executor background) {
        this.branches = branches;
        this.background = background;
    }

    /** To be called after each commit. Returns at once. */
    public void committed(Uuid repository) {
        AtomicInteger count = commits.computeIfAbsent(repository, r -> new AtomicInteger());
        if (count.incrementAndGet() < COMMITS_BETWEEN_LOOKS || !running.compareAndSet(false, true)) {
            return;
        }
        try {
            count.set(0);
            background.execute(() -> {
                try {
                    branches.with(repository, branch -> {
                        packWhereNeeded(branch);
                        return true;
                    });
                } catch (IOException | RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "repository " + repository + " could not be packed", e);
                } finally {
                    running.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            running.set(false);
        }
    }

    /** Packs now if the repository's thresholds ({@code gc.auto}, {@code gc.autoPackLimit}) are passed. */
    static void packWhereNeeded(AnnexBranch branch) throws IOException {
        FileRepository repository = branch.repository();
        PackConfig packing = new PackConfig(repository);
        // Those who wait for an answer need the other processors.
        packing.setThreads(1);
        GC gc = new GC(repository);
        gc.setPackConfig(packing);
        gc.setAuto(true);
        try {
            gc.gc();
        } catch (ParseException | GitAPIException e) {
            throw new IOException(e);
        }
    }
}

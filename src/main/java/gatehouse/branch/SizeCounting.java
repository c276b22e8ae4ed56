// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Counts sizes in the background, one repository after the other. Each waits once, however often it is asked for. Safe
 * for use by many threads.
 */
public final class SizeCounting {
    private static final System.Logger LOG = System.getLogger(SizeCounting.class.getName());

    private final AnnexBranches branches;
    private final SizesInStep sizes;
    private final Executor background;
    private final int threads;
    /** Somebody waits for these. */
    private final Set<Uuid> urgent = new LinkedHashSet<>();

    private final Set<Uuid> others = new LinkedHashSet<>();
    private boolean running;

    /**
     * @param background may take long for a task; its owner ends what runs by interrupting it
     * @param threads that count at once
     */
    public SizeCounting(AnnexBranches branches, SizesInStep sizes, Executor background, int threads) {
        this.branches = branches;
        this.sizes = sizes;
        this.background = background;
        this.threads = threads;
    }

    /** Has a repository counted before those that nobody waits for. Returns at once. */
    public synchronized void soon(Uuid repository) {
        others.remove(repository);
        urgent.add(repository);
        start();
    }

    /** Has a repository counted when it is its turn. Returns at once. */
    public synchronized void sometime(Uuid repository) {
        if (!urgent.contains(repository)) {
            others.add(repository);
        }
        start();
    }

    /** Counts a repository, and returns when that is done; nothing happens when it is not served. */
    public void now(Uuid repository) throws IOException {
        branches.with(repository, branch -> {
            sizes.count(branch, threads);
            return true;
        });
    }

    private void start() {
        if (running) {
            return;
        }
        running = true;
        try {
            background.execute(this::run);
        } catch (RejectedExecutionException e) {
            running = false;
            // The server stops, and counts after its next start.
            LOG.log(System.Logger.Level.DEBUG, "nothing more is counted", e);
        }
    }

    private void run() {
        for (Optional<Uuid> next = next(); next.isPresent(); next = next()) {
            Uuid repository = next.get();
            try {
                now(repository);
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the sizes of " + repository + " cannot be counted now", e);
            }
        }
    }

    private synchronized Optional<Uuid> next() {
        for (Set<Uuid> waiting : List.of(urgent, others)) {
            if (!waiting.isEmpty() && !Thread.currentThread().isInterrupted()) {
                Uuid first = waiting.iterator().next();
                waiting.remove(first);
                return Optional.of(first);
            }
        }
        running = false;
        return Optional.empty();
    }
}

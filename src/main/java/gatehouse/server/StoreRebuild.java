// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.api.StoreAdministration;
import gatehouse.branch.AnnexBranch;
import gatehouse.branch.BranchCommitter.Flushed;
import gatehouse.branch.LoggedKeys;
import gatehouse.failure.FailureException;
import gatehouse.git.ServedRepository;
import gatehouse.object.ObjectStore;
import gatehouse.p2p.LocationRecord;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has a new store learn again what branches and contents tell. Of each repository the contents on disk are compared
 * with the location logs; what differs is recorded as any change is, and the committer looks at the disk once more
 * before it writes. So it may run while content comes and goes, be ended at any moment, and be run again: each time it
 * does what is left to do.
 */
@ApplicationScoped
public class StoreRebuild implements StoreAdministration {
    private static final Logger LOG = Logger.getLogger(StoreRebuild.class.getName());
    /** More tell nobody more. */
    private static final int MOST_PROBLEMS = 100;

    private Rebuilding now = new Rebuilding(false, 0, 0, 0, 0, List.of());

    @Inject
    Gatehouse gatehouse;

    @Override
    public synchronized Rebuilding rebuild() {
        if (!now.running()) {
            List<ServedRepository> all =
                    List.copyOf(gatehouse.running().directory().all());
            now = new Rebuilding(true, all.size(), 0, 0, 0, List.of());
            try {
                gatehouse.running().threads().background().execute(() -> run(all));
            } catch (RejectedExecutionException e) {
                now = new Rebuilding(false, all.size(), 0, 0, 0, List.of("the server stops"));
            }
        }
        return now;
    }

    @Override
    public synchronized Rebuilding rebuilding() {
        return now;
    }

    private void run(List<ServedRepository> all) {
        LOG.log(Level.INFO, "the store is being rebuilt from {0} repositories", all.size());
        try {
            for (ServedRepository repository : all) {
                Found found = new Found();
                String problem = problem(repository, found);
                step(found, problem.isEmpty() ? problem : repository.name() + ": " + problem);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        } finally {
            end();
        }
    }

    /** The contents of one repository that are told of otherwise than they are. */
    private static final class Found {
        private long found;
        private long missing;
    }

    /** Empty when there is none. */
    private String problem(ServedRepository repository, Found found) {
        try {
            compare(repository.uuid(), found);
            return gatehouse.running().committer().flush(repository.uuid()) == Flushed.WHOLLY
                    ? counted(repository.uuid())
                    : "its branch cannot be written now; what was found is kept, and written when that is possible";
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            return "the server stopped";
        } catch (FailureException e) {
            return e.failure().reason();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "what " + repository.name() + " has could not be compared with its branch", e);
            return "it could not be compared with its branch; the log tells more";
        }
    }

    private String counted(Uuid repository) throws IOException {
        gatehouse.running().counting().now(repository);
        return "";
    }

    private void compare(Uuid uuid, Found found) throws IOException {
        ObjectStore objects =
                gatehouse.running().peers().objects(uuid).orElseThrow(() -> new IOException("not served"));
        LocationRecord locations = gatehouse.running().peers().locations(uuid);
        Optional<Boolean> compared = gatehouse.running().open().with(uuid, branch -> {
            missing(branch, objects, locations, found);
            found(branch, objects, locations, found);
            return true;
        });
        if (compared.isEmpty()) {
            throw new IOException("not served");
        }
    }

    private static void missing(AnnexBranch branch, ObjectStore objects, LocationRecord locations, Found found)
            throws IOException {
        LoggedKeys.each(branch, branch.config().uuid(), key -> {
            if (!objects.present(key)) {
                found.missing++;
                locations.confirm(key, Presence.MISSING);
            }
        });
    }

    private static void found(AnnexBranch branch, ObjectStore objects, LocationRecord locations, Found found)
            throws IOException {
        Uuid uuid = branch.config().uuid();
        objects.each(key -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException();
            }
            boolean told = branch.locationLog(key)
                    .presence(uuid)
                    .filter(presence -> presence == Presence.PRESENT)
                    .isPresent();
            if (!told && objects.present(key)) {
                found.found++;
                locations.confirm(key, Presence.PRESENT);
            }
        });
    }

    private synchronized void step(Found found, String problem) {
        List<String> problems = new ArrayList<>(now.problems());
        if (!problem.isEmpty() && problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
        now = new Rebuilding(
                true,
                now.repositories(),
                now.done() + 1,
                now.found() + found.found,
                now.missing() + found.missing,
                problems);
    }

    private synchronized void end() {
        now = new Rebuilding(false, now.repositories(), now.done(), now.found(), now.missing(), now.problems());
        LOG.log(
                Level.INFO,
                "the store is rebuilt: {0} of {1} repositories, {2} contents found and {3} missing",
                new Object[] {now.done(), now.repositories(), now.found(), now.missing()});
    }
}

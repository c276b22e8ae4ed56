// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.branch.BranchPath;
import gatehouse.branch.JournalLocked;
import gatehouse.branch.log.VectorClock;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Writes settings of placement to the branches of served repositories, as git-annex would: under its lock, with what
 * its processes have in their journal, and later than whatever they replace. Safe for use by many threads.
 */
public final class PlacementChanges {
    /** A git-annex process has the lock for moments, or for the merge of a branch. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final AnnexBranches branches;
    private final InstantSource clock;

    public PlacementChanges(AnnexBranches branches, InstantSource clock) {
        this.branches = branches;
        this.clock = clock;
    }

    /** What the logs said right before a change, and right after it. */
    public record Changed(PlacementLogs before, PlacementLogs after) {}

    /**
     * Returns when the branch holds the change durably.
     *
     * @throws FailureException Missing when the repository is not served, Busy when others have the branch for too
     *     long; nothing has changed then
     * @throws IOException when the branch cannot be read or written; it is as before, or has the whole change
     */
    public Changed apply(Uuid repository, SettingChange change) throws IOException {
        return branches.with(repository, branch -> {
                    try (JournalLocked locked = branch.lock(LONGEST_WAIT)) {
                        PlacementLogs before = logs(branch);
                        branch.change(locked, edits(change));
                        return new Changed(before, logs(branch));
                    }
                })
                .orElseThrow(() -> new FailureException(new Failure.Missing("no such repository is served")));
    }

    private Map<BranchPath, UnaryOperator<String>> edits(SettingChange change) {
        Instant now = clock.instant();
        VectorClock at = VectorClock.ofNanos(now.getEpochSecond() * 1_000_000_000L + now.getNano());
        Map<BranchPath, UnaryOperator<String>> edits = new LinkedHashMap<>();
        change.edits(at).forEach((file, edit) -> edits.put(new BranchPath(file), edit));
        return edits;
    }

    private static PlacementLogs logs(AnnexBranch branch) throws IOException {
        return PlacementLogs.of(branch.topFiles(PlacementLogs.FILES, Optional.empty())::text);
    }
}

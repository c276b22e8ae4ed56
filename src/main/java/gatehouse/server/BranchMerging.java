// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.JournalLocked;
import gatehouse.branch.MergeOutcome;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Merges what has come of other git-annex branches into that of a repository. */
record BranchMerging(Gatehouse.Parts parts) {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(30);

    MergeOutcome merge(Uuid uuid) throws IOException {
        MergeOutcome outcome = parts.open()
                .with(uuid, branch -> {
                    try (JournalLocked locked = branch.lock(LOCK_WAIT)) {
                        return branch.merge(locked);
                    }
                })
                .orElse(new MergeOutcome(List.of(), List.of()));
        // The sizes follow the new tip.
        parts.committer().recorded(uuid);
        parts.gatewayWatch().look(uuid);
        return outcome;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.LocationLog;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import java.io.IOException;
import java.util.List;

/** Where keys are by all that is known here: the branch, and what is acknowledged and not yet in it. */
public final class Locations {
    private final AnnexBranches branches;
    private final LocationJournal journal;

    public Locations(AnnexBranches branches, LocationJournal journal) {
        this.branches = branches;
        this.journal = journal;
    }

    /** The log without lines when nothing is known of the key, or the repository is not served. */
    public LocationLog of(Uuid repository, Key key) throws IOException {
        // The journal first: what leaves it meanwhile is in the branch by then, and to apply it twice is harmless.
        List<LocationChange> pending = journal.pending(repository, key);
        LocationLog log = branches.with(repository, branch -> branch.locationLog(key))
                .orElseGet(() -> new LocationLog(List.of(), List.of()));
        for (LocationChange change : pending) {
            log = log.with(change);
        }
        return log;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.BranchCommitter;
import gatehouse.branch.Locations;
import gatehouse.key.Key;
import gatehouse.p2p.LocationRecord;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Records what one repository has in the journal, from where the committer takes it to the git-annex branch. */
final class JournaledLocations implements LocationRecord {
    private final Uuid repository;
    private final Parts parts;

    /** What all repositories share. */
    record Parts(LocationJournal journal, Locations locations, BranchCommitter committer, InstantSource clock) {}

    JournaledLocations(Uuid repository, Parts parts) {
        this.repository = repository;
        this.parts = parts;
    }

    @Override
    public void changed(Key key, Presence presence) {
        Instant now = parts.clock().instant();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        parts.journal().record(new LocationChange(repository, key, repository, presence, nanos));
        parts.committer().recorded(repository);
    }

    @Override
    public void confirm(Key key, Presence presence) throws IOException {
        Presence logged =
                parts.locations().of(repository, key).presence(repository).orElse(Presence.MISSING);
        if ((logged == Presence.PRESENT) != (presence == Presence.PRESENT)) {
            changed(key, presence);
        }
    }
}

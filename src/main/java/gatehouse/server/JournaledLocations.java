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
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Records what one repository has in the journal, from where the committer takes it to the git-annex branch. */
final class JournaledLocations implements LocationRecord {
    private static final System.Logger LOG = System.getLogger(JournaledLocations.class.getName());

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
        // A store that is not recorded yet may be what this removal undid: what the log has not, nothing is taken for.
        boolean counts = presence == Presence.PRESENT || isLogged(key);
        record(key, presence, counts ? SizeChange.of(key, presence) : SizeChange.NONE);
    }

    private void record(Key key, Presence presence, SizeChange size) {
        Instant now = parts.clock().instant();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        parts.journal().record(new LocationChange(repository, key, repository, presence, nanos), size);
        parts.committer().recorded(repository);
    }

    @Override
    public void confirm(Key key, Presence presence) throws IOException {
        if ((logged(key) == Presence.PRESENT) != (presence == Presence.PRESENT)) {
            record(key, presence, SizeChange.of(key, presence));
        }
    }

    private Presence logged(Key key) throws IOException {
        return parts.locations().of(repository, key).presence(repository).orElse(Presence.MISSING);
    }

    /** Whether the log says that the content is here; not, when it cannot be read: then it counts a while longer. */
    private boolean isLogged(Key key) {
        try {
            return logged(key) == Presence.PRESENT;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the location log of " + key + " cannot be read", e);
            return false;
        }
    }
}

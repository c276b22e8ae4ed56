// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.BranchCommitter;
import gatehouse.branch.Locations;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.LocationRecord;
import gatehouse.repository.Uuid;
import gatehouse.size.Direction;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.LiveUpdates;
import gatehouse.size.Placed;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Records what a repository has in the journal, from where the committer takes it to the git-annex branch of that one
 * or of another that answers for it.
 */
final class JournaledLocations implements LocationRecord {
    private static final System.Logger LOG = System.getLogger(JournaledLocations.class.getName());

    private final Place place;
    private final Parts parts;

    /**
     * What is recorded, and where.
     *
     * @param repository whose git-annex branch is to tell of it
     * @param where the repository that has the content
     */
    record Place(Uuid repository, Uuid where) {}

    /**
     * What all repositories share.
     *
     * @param limits what is held to at each place
     * @param counting has the size of a repository counted soon
     */
    record Parts(
            LocationJournal journal,
            Locations locations,
            BranchCommitter committer,
            LiveUpdates live,
            Function<Place, Limit> limits,
            Consumer<Uuid> counting,
            InstantSource clock) {}

    JournaledLocations(Place place, Parts parts) {
        this.place = place;
        this.parts = parts;
    }

    @Override
    public Coming coming(Key key) {
        return new Promised(key);
    }

    @Override
    public void changed(Key key, Presence presence) {
        // A store that is not recorded yet may be what this removal undid: what the log has not, nothing is taken for.
        boolean counts = presence == Presence.PRESENT || isLogged(key);
        record(key, presence, counts ? SizeChange.of(key, presence) : SizeChange.NONE);
    }

    private void record(Key key, Presence presence, SizeChange size) {
        parts.journal().record(change(key, presence), size);
        parts.committer().recorded(place.repository());
    }

    private LocationChange change(Key key, Presence presence) {
        Instant now = parts.clock().instant();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return new LocationChange(place.repository(), key, place.where(), presence, nanos);
    }

    @Override
    public void confirm(Key key, Presence presence) throws IOException {
        if ((logged(key) == Presence.PRESENT) != (presence == Presence.PRESENT)) {
            record(key, presence, SizeChange.of(key, presence));
        }
    }

    private Presence logged(Key key) throws IOException {
        return parts.locations()
                .of(place.repository(), key)
                .presence(place.where())
                .orElse(Presence.MISSING);
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

    private LiveUpdate promise(Key key) {
        Limit limit = parts.limits().apply(place);
        Placed placed =
                parts.live().add(new LiveUpdate.Terms(place.repository(), place.where(), key, Direction.ADDING), limit);
        return switch (placed) {
            case Placed.Reserved reserved ->
                reserved.updates().values().iterator().next();
            case Placed.Full full -> {
                // A git-annex process may have removed something since.
                parts.committer().recorded(place.repository());
                throw new FailureException(new Failure.NoSpace(reason(limit)));
            }
            case Placed.Refused refused -> throw new FailureException(new Failure.NoSpace(refused.reason()));
            case Placed.NotCounted notYet -> {
                parts.counting().accept(place.repository());
                throw new FailureException(
                        new Failure.Busy("how much the repository holds is being counted; try again later"));
            }
        };
    }

    private static String reason(Limit limit) {
        return switch (limit) {
            case Limit.Hard hard ->
                "it does not fit: the repository may hold " + hard.maxSize().bytes() + " bytes at most";
            case Limit.Advisory advisory -> "it does not fit";
            case Limit.None none -> "it does not fit";
        };
    }

    /** Content on its way here, and the room that it was promised. */
    private final class Promised implements Coming {
        private final Key key;
        private LiveUpdate update;

        Promised(Key key) {
            this.key = key;
            this.update = promise(key);
        }

        @Override
        public void stillFits() {
            if (!update.holds()) {
                update.close();
                update = promise(key);
            }
        }

        @Override
        public void arrived() {
            update.done(change(key, Presence.PRESENT));
            parts.committer().recorded(place.repository());
        }

        @Override
        public void close() {
            update.close();
        }
    }
}

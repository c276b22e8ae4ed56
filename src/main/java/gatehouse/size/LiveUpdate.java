// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.SizeChange;

/**
 * A transfer or removal under way. It ends in one of three ways: done, when size and location are recorded in one
 * transaction; abandoned, when it is closed before; lapsed, when its server did not renew its lease, as after a kill.
 * Room that is promised to an addition is its own until then. For one thread at a time. Source:
 * Annex/RepoSize/LiveUpdate.hs.
 */
public interface LiveUpdate extends AutoCloseable {
    /**
     * What is under way.
     *
     * @param repository whose git-annex branch is to tell of it
     * @param location which gets or loses the content
     */
    record Terms(Uuid repository, Uuid location, Key key, Direction direction) {
        /** As much as sizes count. */
        public long bytes() {
            return SizeChange.bytes(key);
        }

        /** Whether this change is what was under way. */
        public boolean ends(LocationChange change) {
            return change.repository().equals(repository)
                    && change.where().equals(location)
                    && change.key().equals(key)
                    && (change.presence() == LocationChange.Presence.PRESENT) == (direction == Direction.ADDING);
        }
    }

    Terms terms();

    /** The server that does it, as the store calls it. */
    long owner();

    /**
     * Whether its room is still promised, and will be for a while. To be asked before content is put in its place: what
     * has lapsed may belong to others by now.
     */
    boolean holds();

    /**
     * Records the change, with its size, and ends the update; returns when that is durable. Of an update that has
     * lapsed the change is recorded all the same.
     *
     * @throws IllegalArgumentException when it is another change
     * @throws IllegalStateException when it has ended
     * @throws gatehouse.failure.FailureException Busy when the store is too slow; the change may be recorded all the
     *     same, so the room is kept until the lease is over
     */
    void done(LocationChange change);

    /** Abandons it, unless it has ended. */
    @Override
    void close();
}

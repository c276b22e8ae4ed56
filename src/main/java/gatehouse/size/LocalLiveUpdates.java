// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The live updates of a store that one server uses: in memory, so that nothing is written before an upload, and gone
 * with the server.
 */
public final class LocalLiveUpdates implements LiveUpdates {
    private static final long OWNER = 0;

    private final Occupation occupation;
    private final RepoSizes sizes;
    private final LocationJournal journal;
    private final Duration lease;
    /** Those of which the store did not say whether they are recorded, in the order of their end. */
    private final Queue<Doubtful> doubtful = new ConcurrentLinkedQueue<>();

    private record Doubtful(LiveUpdate.Terms terms, long endNanos) {}

    /**
     * @param occupation follows all changes of sizes
     * @param lease for how long the room is kept of an update whose end is in doubt
     */
    public LocalLiveUpdates(Occupation occupation, RepoSizes sizes, LocationJournal journal, Duration lease) {
        this.occupation = occupation;
        this.sizes = sizes;
        this.journal = journal;
        this.lease = lease;
    }

    @Override
    public Placed place(PlaceRequest request, Choice choice) {
        endDoubtful();
        return occupation.decide(request, sizes, locked -> {
            if (request.limited() && !locked.counted()) {
                return new Placed.NotCounted();
            }
            return switch (choice.choose(Occupation.all(request, locked))) {
                case Choice.Decision.Refuse refuse -> new Placed.Refused(refuse.reason());
                case Choice.Decision.Reserve reserve -> reserve(request, reserve.locations(), locked);
            };
        });
    }

    private Placed reserve(PlaceRequest request, Set<Uuid> locations, Occupation.Locked locked) {
        Set<Uuid> full = locations.stream()
                .filter(location ->
                        !locked.occupied(location, limit(request, location)).admits(request.bytes()))
                .collect(Collectors.toSet());
        if (!full.isEmpty()) {
            return new Placed.Full(full);
        }
        Map<Uuid, LiveUpdate> updates = new TreeMap<>();
        for (Uuid location : locations) {
            locked.begin(location);
            updates.put(
                    location,
                    new Update(new LiveUpdate.Terms(request.repository(), location, request.key(), Direction.ADDING)));
        }
        return new Placed.Reserved(updates);
    }

    private static Limit limit(PlaceRequest request, Uuid location) {
        Limit limit = request.candidates().get(location);
        if (limit == null) {
            throw new IllegalArgumentException("chosen was what is no candidate");
        }
        return limit;
    }

    @Override
    public LiveUpdate remove(Uuid repository, Uuid location, Key key) {
        return new Update(new LiveUpdate.Terms(repository, location, key, Direction.REMOVING));
    }

    @Override
    public List<Occupied> occupied(PlaceRequest request) {
        endDoubtful();
        return occupation.decide(request, sizes, locked -> Occupation.all(request, locked));
    }

    private void endDoubtful() {
        for (Doubtful first = doubtful.peek();
                first != null && System.nanoTime() - first.endNanos() >= 0;
                first = doubtful.peek()) {
            if (doubtful.remove(first)) {
                end(first.terms());
            }
        }
    }

    private void end(LiveUpdate.Terms terms) {
        if (terms.direction() == Direction.ADDING) {
            occupation.end(terms.location(), terms.key());
        }
    }

    /** One under way. */
    private final class Update implements LiveUpdate {
        private final Terms terms;
        private boolean ended;

        Update(Terms terms) {
            this.terms = terms;
        }

        @Override
        public Terms terms() {
            return terms;
        }

        @Override
        public long owner() {
            return OWNER;
        }

        @Override
        public boolean holds() {
            return !ended;
        }

        @Override
        public void done(LocationChange change) {
            if (!terms.ends(change)) {
                throw new IllegalArgumentException("this update is of another change");
            }
            if (ended) {
                throw new IllegalStateException("this update has ended");
            }
            ended = true;
            try {
                journal.record(change, SizeChange.of(change.key(), change.presence()));
            } catch (RuntimeException e) {
                doubtful.add(new Doubtful(terms, System.nanoTime() + lease.toNanos()));
                throw e;
            }
            end(terms);
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                end(terms);
            }
        }
    }
}

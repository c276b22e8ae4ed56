// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.Choice;
import gatehouse.size.Direction;
import gatehouse.size.LiveUpdate;
import gatehouse.size.LiveUpdates;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.Placed;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.SizeChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The live updates of a store that several servers use. A decision is first made of what can be seen without a lock;
 * then only what was chosen is locked, looked at again and chosen from again. Where that chooses something else, it is
 * locked as well; after some rounds all candidates are. So the many who choose different places do not wait for each
 * other, and a thousand candidates cost one query.
 */
final class LiveUpdateTable implements LiveUpdates, AutoCloseable {
    /** Rounds in which only what was chosen is locked. */
    private static final int NARROW_ROUNDS = 3;
    /** As for a deadlock: a lease that lapses again and again is of a machine that stands still. */
    private static final int MOST_LEASES = 3;

    private final SqlTransactions transactions;
    private final JournalTable journal;
    private final SizeTable sizes;
    private final ServerLease lease;
    /** Locations that have a row to lock; such rows stay. */
    private final Set<Uuid> spaces = ConcurrentHashMap.newKeySet();

    LiveUpdateTable(SqlTransactions transactions, JournalTable journal, SizeTable sizes, ServerLease lease) {
        this.transactions = transactions;
        this.journal = journal;
        this.sizes = sizes;
        this.lease = lease;
    }

    @Override
    public Placed place(PlaceRequest request, Choice choice) {
        if (request.limited() && !sizes.known(request.repository())) {
            return new Placed.NotCounted();
        }
        createSpaces(request.candidates().keySet());
        for (int tried = 0; tried < MOST_LEASES; tried++) {
            ServerLease.Term term = lease.term();
            Placed placed = place(request, choice, term);
            if (!(placed instanceof Placed.Reserved reserved) || term.holds()) {
                return placed;
            }
            reserved.updates().values().forEach(LiveUpdate::close);
        }
        throw new FailureException(new Failure.Busy("the store cannot keep up; try again later"));
    }

    private Placed place(PlaceRequest request, Choice choice, ServerLease.Term term) {
        Round round = new Round(request, choice, term, seen(request));
        SortedSet<Uuid> locked = new TreeSet<>();
        for (int narrow = 0; ; narrow++) {
            switch (round.choose()) {
                case Choice.Decision.Refuse refuse -> {
                    return new Placed.Refused(refuse.reason());
                }
                case Choice.Decision.Reserve reserve -> locked.addAll(reserve.locations());
            }
            if (narrow >= NARROW_ROUNDS) {
                locked.addAll(request.candidates().keySet());
            }
            Optional<Placed> placed =
                    transactions.pass("promising space", connection -> round.reserve(connection, locked));
            if (placed.isPresent()) {
                return placed.get();
            }
        }
    }

    /** One wish, with what is known of the candidates. */
    private final class Round {
        private final PlaceRequest request;
        private final Choice choice;
        private final ServerLease.Term term;
        private final SortedMap<Uuid, Occupied> seen;

        Round(PlaceRequest request, Choice choice, ServerLease.Term term, SortedMap<Uuid, Occupied> seen) {
            this.request = request;
            this.choice = choice;
            this.term = term;
            this.seen = seen;
        }

        Choice.Decision choose() {
            Choice.Decision decision = choice.choose(List.copyOf(seen.values()));
            if (decision instanceof Choice.Decision.Reserve reserve
                    && !seen.keySet().containsAll(reserve.locations())) {
                throw new IllegalArgumentException("chosen was what is no candidate");
            }
            return decision;
        }

        /** Empty when something else is to be chosen than what is locked. */
        Optional<Placed> reserve(Connection connection, SortedSet<Uuid> locked) throws SQLException {
            LiveRows.lockSpace(connection, locked);
            LiveRows.lockSame(connection, request.key(), locked);
            if (!locked.isEmpty()) {
                seen.putAll(LiveRows.occupied(connection, request, locked));
            }
            return switch (choose()) {
                case Choice.Decision.Refuse refuse -> Optional.of(new Placed.Refused(refuse.reason()));
                case Choice.Decision.Reserve reserve ->
                    locked.containsAll(reserve.locations())
                            ? Optional.of(reserve(connection, reserve.locations()))
                            : Optional.empty();
            };
        }

        private Placed reserve(Connection connection, Set<Uuid> chosen) throws SQLException {
            Set<Uuid> full = seen.values().stream()
                    .filter(occupied -> chosen.contains(occupied.location()) && !occupied.admits(request.bytes()))
                    .map(Occupied::location)
                    .collect(Collectors.toSet());
            if (!full.isEmpty()) {
                return new Placed.Full(full);
            }
            Map<Uuid, LiveUpdate> updates = new TreeMap<>();
            for (Uuid location : new TreeSet<>(chosen)) {
                LiveUpdate.Terms terms = LiveRows.adding(request, location);
                updates.put(location, new Row(terms, term, LiveRows.insert(connection, terms, term.id())));
            }
            return new Placed.Reserved(updates);
        }
    }

    @Override
    public LiveUpdate remove(Uuid repository, Uuid location, Key key) {
        LiveUpdate.Terms terms = new LiveUpdate.Terms(repository, location, key, Direction.REMOVING);
        ServerLease.Term term = lease.term();
        return new Row(
                terms,
                term,
                transactions.pass("beginning a removal", connection -> LiveRows.insert(connection, terms, term.id())));
    }

    @Override
    public List<Occupied> occupied(PlaceRequest request) {
        return new ArrayList<>(seen(request).values());
    }

    /** Ends the lease, and with it what is under way. */
    @Override
    public void close() {
        lease.close();
    }

    private SortedMap<Uuid, Occupied> seen(PlaceRequest request) {
        return transactions.read(
                "reading what is taken", connection -> LiveRows.occupied(connection, request, new TreeSet<>()));
    }

    private void createSpaces(Set<Uuid> locations) {
        for (Uuid location : new TreeSet<>(locations)) {
            if (!spaces.contains(location)) {
                transactions.alone("making a row for space", connection -> LiveRows.createSpace(connection, location));
                spaces.add(location);
            }
        }
    }

    /** One under way. */
    private final class Row implements LiveUpdate {
        private final Terms terms;
        private final ServerLease.Term term;
        private final long id;
        private boolean ended;

        Row(Terms terms, ServerLease.Term term, long id) {
            this.terms = terms;
            this.term = term;
            this.id = id;
        }

        @Override
        public Terms terms() {
            return terms;
        }

        @Override
        public long owner() {
            return term.id();
        }

        @Override
        public boolean holds() {
            return !ended && term.holds();
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
                SizeChange size = SizeChange.of(change.key(), change.presence());
                journal.record(new JournalBatch.Recorded(change, size, OptionalLong.of(id)));
            } catch (RuntimeException e) {
                lease.doubt(id);
                throw e;
            }
        }

        @Override
        public void close() {
            if (ended) {
                return;
            }
            ended = true;
            try {
                transactions.alone("abandoning a live update", connection -> LiveRows.delete(connection, id));
            } catch (RuntimeException e) {
                // Whoever closes it has nothing to do about it, and the lease ends it.
                lease.doubt(id);
            }
        }
    }
}

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The live updates of a store that several servers use. Those who want the same locations through this server are
 * decided together, see {@link Decisions}: while a transaction is on its way to the disk, wishes gather, and the next
 * one takes all of them.
 */
final class LiveUpdateTable implements LiveUpdates, AutoCloseable {
    /** As for a deadlock: a lease that lapses again and again is of a machine that stands still. */
    private static final int MOST_LEASES = 3;

    /** Those who are decided together. */
    private record Group(Uuid repository, Set<Uuid> candidates) {
        Group(PlaceRequest request) {
            this(request.repository(), request.candidates().keySet());
        }
    }

    private final SqlTransactions transactions;
    private final ServerLease lease;
    private final Combined<Group, Decisions.Wish, Placed> wishes;
    private final Combined<Boolean, Long, Boolean> abandoned;
    private final LiveRow.Ending ending;
    /** Locations that have a row to lock; such rows stay. */
    private final Set<Uuid> spaces = ConcurrentHashMap.newKeySet();

    LiveUpdateTable(SqlTransactions transactions, JournalTable journal, ServerLease lease) {
        this.transactions = transactions;
        this.lease = lease;
        this.wishes = new Combined<>(this::decide, this::unwanted);
        this.abandoned = new Combined<>(this::delete, done -> {});
        this.ending = new LiveRow.Ending() {
            @Override
            public void done(JournalBatch.Recorded recorded) {
                journal.record(recorded);
            }

            @Override
            public void abandoned(long id) {
                abandoned.ask(true, id);
            }

            @Override
            public void doubtful(long id) {
                lease.doubt(id);
            }
        };
    }

    @Override
    public Placed place(PlaceRequest request, Choice choice) {
        if (request.candidates().size() > Decisions.FEW) {
            return placedAmongMany(request, choice);
        }
        Set<Uuid> all = request.candidates().keySet();
        return placed(new Decisions.Wish(request, choice, Optional.empty(), all));
    }

    private Placed placedAmongMany(PlaceRequest request, Choice choice) {
        Taken before = seen(request);
        if (request.limited() && !before.counted()) {
            return new Placed.NotCounted();
        }
        return switch (Decisions.Wish.choose(choice, all(request, before))) {
            case Choice.Decision.Refuse refuse -> new Placed.Refused(refuse.reason());
            case Choice.Decision.Reserve reserve ->
                placed(new Decisions.Wish(request, choice, Optional.of(before), reserve.locations()));
        };
    }

    private Placed placed(Decisions.Wish wish) {
        createSpaces(wish.request().candidates().keySet());
        for (int tried = 0; tried < MOST_LEASES; tried++) {
            Placed placed = wishes.ask(new Group(wish.request()), wish);
            if (!(placed instanceof Placed.Reserved reserved)) {
                return placed;
            }
            Collection<LiveUpdate> updates = reserved.updates().values();
            if (updates.stream().allMatch(LiveUpdate::holds)) {
                return placed;
            }
            updates.forEach(LiveUpdate::close);
        }
        throw new FailureException(new Failure.Busy("the store cannot keep up; try again later"));
    }

    private void decide(Group group, List<Combined.Asked<Decisions.Wish, Placed>> asked) {
        List<Combined.Asked<Decisions.Wish, Placed>> open = asked;
        List<Decisions.Wish> now = asked.stream().map(Combined.Asked::question).toList();
        for (int round = 0; !open.isEmpty(); round++) {
            List<Decisions.Outcome> outcomes = outcomes(group.repository(), now, Decisions.toLock(now, round));
            List<Combined.Asked<Decisions.Wish, Placed>> left = new ArrayList<>();
            now = new ArrayList<>();
            for (int i = 0; i < outcomes.size(); i++) {
                switch (outcomes.get(i)) {
                    case Decisions.Outcome.Told told -> wishes.answer(open.get(i), told.placed());
                    case Decisions.Outcome.Failed failed -> wishes.fail(open.get(i), failed.failure());
                    case Decisions.Outcome.Again again -> {
                        left.add(open.get(i));
                        now.add(again.wish());
                    }
                }
            }
            open = left;
        }
    }

    private List<Decisions.Outcome> outcomes(Uuid repository, List<Decisions.Wish> now, SortedSet<Uuid> lock) {
        ServerLease.Term term = lease.term();
        Decisions decisions = new Decisions(repository, terms -> new LiveRow(terms, term, ending));
        return transactions.pass("promising space", connection -> decisions.decide(connection, now, lock));
    }

    /** Of somebody who has gone: what may be done in a moment is left to be done later. */
    private void unwanted(Placed placed) {
        if (placed instanceof Placed.Reserved reserved) {
            reserved.updates().values().forEach(update -> {
                if (update instanceof LiveRow row) {
                    lease.doubt(row.id());
                }
            });
        }
    }

    private void delete(Boolean all, List<Combined.Asked<Long, Boolean>> asked) {
        List<Long> ids = asked.stream().map(Combined.Asked::question).toList();
        transactions.alone("abandoning live updates", connection -> LiveRows.delete(connection, ids));
        asked.forEach(one -> abandoned.answer(one, true));
    }

    @Override
    public LiveUpdate remove(Uuid repository, Uuid location, Key key) {
        LiveUpdate.Terms terms = new LiveUpdate.Terms(repository, location, key, Direction.REMOVING);
        LiveRow row = new LiveRow(terms, lease.term(), ending);
        transactions.alone("beginning a removal", connection -> LiveRows.insert(connection, List.of(row)));
        return row;
    }

    @Override
    public List<Occupied> occupied(PlaceRequest request) {
        return all(request, seen(request));
    }

    /** Ends the lease, and with it what is under way. */
    @Override
    public void close() {
        lease.close();
    }

    private static List<Occupied> all(PlaceRequest request, Taken taken) {
        return request.candidates().keySet().stream()
                .map(location -> taken.at(request, location))
                .toList();
    }

    private Taken seen(PlaceRequest request) {
        return transactions.read(
                "reading what is taken",
                connection -> Taken.read(connection, request.repository(), List.of(request.key()), Set.of()));
    }

    private void createSpaces(Set<Uuid> locations) {
        SortedSet<Uuid> missing = new TreeSet<>(locations);
        missing.removeAll(spaces);
        if (!missing.isEmpty()) {
            transactions.alone("making rows for space", connection -> LiveRows.createSpaces(connection, missing));
            spaces.addAll(missing);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.Choice;
import gatehouse.size.LiveUpdate;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.Placed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decisions about the same locations, made one after the other in one transaction. Of few candidates all are locked. Of
 * many, a decision was made before of what could be seen without a lock, and only what was chosen is locked, looked at
 * again and chosen from again; where that chooses something else, it is locked as well, and after some rounds all
 * candidates are. So the many who choose different places do not wait for each other, and a thousand candidates cost
 * one query.
 */
final class Decisions {
    /** So many are locked at once: that costs less than to look first. */
    static final int FEW = 16;
    /** Rounds in which only what was chosen is locked. */
    private static final int NARROW_ROUNDS = 3;

    /** Writes down an addition that is promised, once all are decided. */
    interface Promise {
        LiveRow of(LiveUpdate.Terms terms);
    }

    /**
     * One wish.
     *
     * @param before what was seen without a lock, of all candidates; needed where they are many
     * @param wanted what is to be locked
     */
    record Wish(PlaceRequest request, Choice choice, Optional<Taken> before, Set<Uuid> wanted) {
        Wish {
            wanted = Set.copyOf(wanted);
        }

        Choice.Decision choose(Taken now, Set<Uuid> locked) {
            List<Occupied> candidates = request.candidates().keySet().stream()
                    .map(location -> (locked.contains(location) ? now : before.orElse(now)).at(request, location))
                    .toList();
            return choose(choice, candidates);
        }

        static Choice.Decision choose(Choice choice, List<Occupied> candidates) {
            Choice.Decision decision = choice.choose(candidates);
            if (decision instanceof Choice.Decision.Reserve reserve
                    && !candidates.stream()
                            .map(Occupied::location)
                            .collect(Collectors.toSet())
                            .containsAll(reserve.locations())) {
                throw new IllegalArgumentException("chosen was what is no candidate");
            }
            return decision;
        }

        private Wish wanting(Set<Uuid> chosen) {
            Set<Uuid> more = new HashSet<>(wanted);
            more.addAll(chosen);
            return new Wish(request, choice, before, more);
        }
    }

    /** What came of a wish. */
    sealed interface Outcome {
        record Told(Placed placed) implements Outcome {}

        /** What was chosen is not locked yet. */
        record Again(Wish wish) implements Outcome {}

        /** The choice itself failed. */
        record Failed(RuntimeException failure) implements Outcome {}
    }

    private final Uuid repository;
    private final Promise promise;

    /** @param repository that all wishes are seen from */
    Decisions(Uuid repository, Promise promise) {
        this.repository = repository;
        this.promise = promise;
    }

    /** What the wishes of this round want to have locked. */
    static SortedSet<Uuid> toLock(List<Wish> wishes, int round) {
        SortedSet<Uuid> lock = new TreeSet<>();
        wishes.forEach(wish -> lock.addAll(
                round < NARROW_ROUNDS
                        ? wish.wanted()
                        : wish.request().candidates().keySet()));
        return lock;
    }

    /** Decides and writes down what is promised, in a transaction; an outcome for each wish, in their order. */
    List<Outcome> decide(Connection connection, List<Wish> wishes, SortedSet<Uuid> lock) throws SQLException {
        LiveRows.lockSpace(connection, lock);
        Set<Key> keys = wishes.stream().map(wish -> wish.request().key()).collect(Collectors.toSet());
        Taken taken = Taken.read(connection, repository, keys, lock);
        if (taken.anyUnderWay()) {
            // Nobody begins another addition there now, and those there are cannot end any more before this one counts.
            LiveRows.lockSame(connection, keys, lock);
            taken = Taken.read(connection, repository, keys, lock);
        }
        List<Outcome> outcomes = new ArrayList<>(wishes.size());
        List<LiveRow> promised = new ArrayList<>();
        for (Wish wish : wishes) {
            outcomes.add(decide(wish, taken, lock, promised));
        }
        LiveRows.insert(connection, promised);
        return outcomes;
    }

    private Outcome decide(Wish wish, Taken taken, Set<Uuid> locked, List<LiveRow> promised) {
        if (wish.request().limited() && !taken.counted()) {
            return new Outcome.Told(new Placed.NotCounted());
        }
        try {
            return switch (wish.choose(taken, locked)) {
                case Choice.Decision.Refuse refuse -> new Outcome.Told(new Placed.Refused(refuse.reason()));
                case Choice.Decision.Reserve reserve ->
                    locked.containsAll(reserve.locations())
                            ? new Outcome.Told(reserve(wish.request(), reserve.locations(), taken, promised))
                            : new Outcome.Again(wish.wanting(reserve.locations()));
            };
        } catch (RuntimeException e) {
            return new Outcome.Failed(e);
        }
    }

    private Placed reserve(PlaceRequest request, Set<Uuid> chosen, Taken taken, List<LiveRow> promised) {
        Set<Uuid> full = chosen.stream()
                .filter(location -> !taken.at(request, location).admits(request.bytes()))
                .collect(Collectors.toSet());
        if (!full.isEmpty()) {
            return new Placed.Full(full);
        }
        Map<Uuid, LiveUpdate> updates = new TreeMap<>();
        for (Uuid location : new TreeSet<>(chosen)) {
            LiveRow update = promise.of(LiveRows.adding(request, location));
            taken.add(location, request.key(), request.bytes());
            updates.put(location, update);
            promised.add(update);
        }
        return new Placed.Reserved(updates);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Map;

/**
 * Promises space before it is used. Deciding and promising are one step that nobody else comes between; nothing slow
 * happens in it, and nothing is locked during a transfer. Only additions count while they are under way: a removal may
 * still fail. Space is promised at a location, whichever repository the addition came through; a key that several are
 * putting there takes its room once, as it will. Safe for use by many threads, and where the store has them, by many
 * servers. Source: Annex/RepoSize/LiveUpdate.hs.
 */
public interface LiveUpdates {
    /**
     * Chooses among the candidates and promises room at those chosen. A place above its hard limit is not given,
     * whatever the choice says.
     *
     * @throws gatehouse.failure.FailureException Busy when the store is too slow
     */
    Placed place(PlaceRequest request, Choice choice);

    /** Promises room at one place. */
    default Placed add(LiveUpdate.Terms terms, Limit limit) {
        if (terms.direction() != Direction.ADDING) {
            throw new IllegalArgumentException("a removal takes no room");
        }
        return place(request(terms.repository(), terms.key(), Map.of(terms.location(), limit)), Choice.ALL);
    }

    /** Begins a removal, which counts nothing until it is done. */
    LiveUpdate remove(Uuid repository, Uuid location, Key key);

    /** What is taken at each candidate now, as a choice would see it. */
    List<Occupied> occupied(PlaceRequest request);

    private static PlaceRequest request(Uuid repository, Key key, Map<Uuid, Limit> candidates) {
        return new PlaceRequest(repository, key, candidates);
    }
}

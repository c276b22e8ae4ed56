// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.SizeChange;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A key that wants to be put somewhere.
 *
 * @param repository whose git-annex branch is to tell of it
 * @param candidates where it may go, and what each may hold
 */
public record PlaceRequest(Uuid repository, Key key, SortedMap<Uuid, Limit> candidates) {
    public PlaceRequest {
        candidates = Collections.unmodifiableSortedMap(new TreeMap<>(candidates));
    }

    public PlaceRequest(Uuid repository, Key key, Map<Uuid, Limit> candidates) {
        this(repository, key, new TreeMap<>(candidates));
    }

    /** As much as sizes will count: a key that does not say its size takes nothing. */
    public long bytes() {
        return SizeChange.bytes(key);
    }

    /** Whether sizes matter to it. */
    public boolean limited() {
        return candidates.values().stream().anyMatch(limit -> !limit.equals(Limit.NONE));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What moves where. Done in this order, the moves go above no hard limit and below no number of copies at any time, and
 * with nothing else changed, a plan made afterwards is empty.
 *
 * @param bytes that are copied, as far as the keys tell
 * @param sizes of each served repository, in order
 */
public record Plan(List<Move> moves, long bytes, SortedMap<Uuid, Change> sizes, Unsettled unsettled) {
    /** How much a repository holds before and after. */
    public record Change(RepoSize before, RepoSize after) {}

    /**
     * Content that is left where it is because it would not come to rest.
     *
     * @param keys of them, the first {@link #MOST_NAMED}
     * @param restless those that the sizes of repositories drive about. A plan made later has to know them, to leave
     *     them where they are as well
     */
    public record Unsettled(int count, List<Key> keys, Set<Key> restless) {
        public static final int MOST_NAMED = 1_000;

        public Unsettled {
            keys = List.copyOf(keys);
            restless = Set.copyOf(restless);
        }
    }

    public Plan {
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
    }

    static Plan of(Situation situation, MoveList moves, Map<Uuid, RepoSize> after, Unsettled unsettled) {
        SortedMap<Uuid, Change> sizes = new TreeMap<>();
        for (Uuid uuid : situation.served()) {
            sizes.put(
                    uuid,
                    new Change(
                            situation.sizes().getOrDefault(uuid, RepoSize.ZERO),
                            after.getOrDefault(uuid, RepoSize.ZERO)));
        }
        return new Plan(Collections.unmodifiableList(moves), moves.bytes(), sizes, unsettled);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each content is, by its number in the order of {@link Contents}: 4 bytes for each, as there are few different
 * sets of repositories. Of one thread.
 */
final class Places {
    private final Map<Set<Uuid>, Integer> numbers = new HashMap<>();
    private final List<Set<Uuid>> sets = new ArrayList<>();
    private int[] places = new int[1024];
    private int known;

    /** Whether {@link #put} was called for it, or for one after it. */
    boolean knows(int content) {
        return content < known;
    }

    Set<Uuid> of(int content) {
        return sets.get(places[content]);
    }

    /** @param content known, or the first that is not */
    void put(int content, Set<Uuid> locations) {
        if (content == places.length) {
            places = Arrays.copyOf(places, content + content / 2);
        }
        places[content] = numbers.computeIfAbsent(Set.copyOf(locations), fresh -> {
            sets.add(fresh);
            return sets.size() - 1;
        });
        known = Math.max(known, content + 1);
    }
}

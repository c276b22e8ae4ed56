// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of the wish to put a key somewhere. Where it is not {@link Reserved}, nothing has changed. */
public sealed interface Placed {
    /** Room is promised at each chosen place. Whoever asked ends each update. */
    record Reserved(SortedMap<Uuid, LiveUpdate> updates) implements Placed {
        public Reserved {
            updates = Collections.unmodifiableSortedMap(updates);
        }

        public Reserved(Map<Uuid, LiveUpdate> updates) {
            this(new TreeMap<>(updates));
        }
    }

    /** The choice was to put it nowhere. */
    record Refused(String reason) implements Placed {}

    /** These were chosen, and would be above their hard limit. */
    record Full(Set<Uuid> locations) implements Placed {
        public Full {
            locations = Set.copyOf(locations);
        }
    }

    /** There are limits, and the sizes of this repository are not known yet. */
    record NotCounted() implements Placed {}
}

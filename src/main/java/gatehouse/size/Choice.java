// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Set;

/**
 * Decides where a key goes. Run while others wait, and perhaps more than once: it only computes, and of the same
 * occupation makes the same decision.
 */
@FunctionalInterface
public interface Choice {
    /** All that is asked for. */
    Choice ALL = occupied -> new Decision.Reserve(
            occupied.stream().map(Occupied::location).collect(java.util.stream.Collectors.toUnmodifiableSet()));

    /** What a choice came to. */
    sealed interface Decision {
        /** Some of the candidates, and perhaps none. */
        record Reserve(Set<Uuid> locations) implements Decision {
            public Reserve {
                locations = Set.copyOf(locations);
            }
        }

        /** @param reason one line for whoever asked */
        record Refuse(String reason) implements Decision {}
    }

    /** @param occupied the candidates in the order of their UUIDs */
    Decision choose(List<Occupied> occupied);
}

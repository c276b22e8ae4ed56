// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.Uuid;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What changed from one tip of a git-annex branch to a later one.
 *
 * @param from the commit that the sizes in the store are of
 * @param to the commit that they are of afterwards
 * @param changedBytes by how much each repository grew, or shrank where negative
 * @param committed places of journal entries that the branch durably holds at {@code to}, and may not have held before
 */
public record Advance(String from, String to, Map<Uuid, Long> changedBytes, List<Long> committed) {
    public Advance {
        changedBytes = Map.copyOf(changedBytes);
        committed = List.copyOf(committed);
    }

    /** No change of sizes, only journal entries that the branch turned out to hold. */
    public static Advance standing(String tip, Collection<Long> committed) {
        return new Advance(tip, tip, Map.of(), List.copyOf(committed));
    }
}

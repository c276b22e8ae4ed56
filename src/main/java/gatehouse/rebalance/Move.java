// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.SizeChange;
import java.util.List;
import java.util.Set;

/**
 * What is to be done with one content: all copies first, in their order, and then the drops.
 *
 * @param at where it is before
 */
public record Move(Key key, Set<Uuid> at, List<Copy> copies, List<Drop> drops) {
    /** @param why the expression of {@code to} with what each term came to */
    public record Copy(Uuid from, Uuid to, String why) {}

    /** @param why the expression of {@code where} with what each term came to */
    public record Drop(Uuid where, String why) {}

    public Move {
        at = Set.copyOf(at);
        copies = List.copyOf(copies);
        drops = List.copyOf(drops);
    }

    /** How many bytes are to be copied, as far as the key tells. */
    public long bytes() {
        long each = SizeChange.bytes(key);
        return each > Long.MAX_VALUE / Math.max(1, copies.size()) ? Long.MAX_VALUE : each * copies.size();
    }
}

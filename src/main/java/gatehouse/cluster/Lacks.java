// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import java.util.List;

/** What nodes are to be given later, in the store. Safe for use by many threads. */
public interface Lacks {
    /**
     * Keeps one in mind, unless it is; returns when that is durable.
     *
     * @return false when there are too many
     */
    boolean add(Lack lack);

    /** All that lack anything. */
    List<Lack.Where> nodes();

    /** The oldest first. */
    List<Lack> at(Lack.Where where, int most);

    void remove(Lack lack);

    /** Of one that is no node any more. */
    void removeAll(Lack.Where where);
}

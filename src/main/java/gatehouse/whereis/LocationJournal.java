// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.whereis;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Where acknowledged location changes wait until the git-annex branch holds them. Safe for use by many threads. */
public interface LocationJournal {
    /** A change and its place in the journal; places grow in the order of recording. */
    record Entry(long place, LocationChange change) {}

    /**
     * Returns when the change is durable: neither a killed process nor a killed machine loses it. Where a change of the
     * same key and place is pending already, the newest one says what was there before, and so by how much the size
     * changes: the same change recorded twice counts once.
     *
     * @param size by how much the size changes when no change of the key and place is pending
     */
    void record(LocationChange change, SizeChange size);

    /** The oldest entries of a repository, in the order recorded, {@code most} at most. */
    List<Entry> pending(Uuid repository, int most);

    /**
     * The pending changes of one key, in the order recorded. A journal that can look keys up does better than this,
     * which reads all that is pending.
     */
    default List<LocationChange> pending(Uuid repository, Key key) {
        return pending(repository, Integer.MAX_VALUE).stream()
                .map(Entry::change)
                .filter(change -> change.key().equals(key))
                .toList();
    }

    /** Repositories that have pending entries. */
    Set<Uuid> repositoriesWithPending();

    /** How many entries wait, of all repositories. */
    long depth();

    /** Forgets entries that the branch durably holds. Unknown places are ignored. */
    void committed(Collection<Long> places);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A journal that is as durable as the process. */
public final class MemoryLocationJournal implements LocationJournal {
    private final SortedMap<Long, LocationChange> rows = new TreeMap<>();
    private long lastPlace;

    @Override
    public synchronized void record(LocationChange change, SizeChange size) {
        lastPlace++;
        rows.put(lastPlace, change);
    }

    @Override
    public synchronized List<Entry> pending(Uuid repository, int most) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue().repository().equals(repository))
                .limit(most)
                .map(row -> new Entry(row.getKey(), row.getValue()))
                .toList();
    }

    @Override
    public synchronized Set<Uuid> repositoriesWithPending() {
        return rows.values().stream().map(LocationChange::repository).collect(Collectors.toSet());
    }

    @Override
    public synchronized void committed(Collection<Long> places) {
        rows.keySet().removeAll(Set.copyOf(places));
    }

    @Override
    public synchronized long depth() {
        return rows.size();
    }
}

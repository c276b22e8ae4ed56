// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What nodes lack, in memory. */
final class MemoryLacks implements Lacks {
    private final Set<Lack> all = new LinkedHashSet<>();

    @Override
    public synchronized boolean add(Lack lack) {
        all.add(lack);
        return true;
    }

    @Override
    public synchronized List<Lack.Where> nodes() {
        return all.stream().map(Lack::where).distinct().toList();
    }

    @Override
    public synchronized List<Lack> at(Lack.Where where, int most) {
        return all.stream()
                .filter(lack -> lack.where().equals(where))
                .limit(most)
                .toList();
    }

    @Override
    public synchronized void remove(Lack lack) {
        all.remove(lack);
    }

    @Override
    public synchronized void removeAll(Lack.Where where) {
        all.removeIf(lack -> lack.where().equals(where));
    }
}

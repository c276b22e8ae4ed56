// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Counted;
import gatehouse.size.RepoSizes;
import gatehouse.whereis.LocationJournal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sizes that are as durable as the process; what is pending in the journal is not added to them. */
public final class MemoryRepoSizes implements RepoSizes {
    private final LocationJournal journal;
    private final Map<Uuid, Counted> counted = new HashMap<>();

    public MemoryRepoSizes(LocationJournal journal) {
        this.journal = journal;
    }

    @Override
    public synchronized Optional<Counted> counted(Uuid repository) {
        return Optional.ofNullable(counted.get(repository));
    }

    @Override
    public Optional<Map<Uuid, RepoSize>> now(Uuid repository) {
        return counted(repository).map(Counted::sizes);
    }

    @Override
    public synchronized void recounted(Uuid repository, Counted now) {
        counted.put(repository, now);
    }

    @Override
    public synchronized boolean advance(Uuid repository, Advance advance) {
        Counted before = counted.get(repository);
        if (before == null || !before.tip().equals(advance.from())) {
            return false;
        }
        Map<Uuid, RepoSize> sizes = new HashMap<>(before.sizes());
        advance.changedBytes().forEach((uuid, bytes) -> {
            long old = sizes.getOrDefault(uuid, new RepoSize(0)).bytes();
            sizes.put(uuid, new RepoSize(old + bytes));
        });
        counted.put(repository, new Counted(advance.to(), sizes));
        journal.committed(advance.committed());
        return true;
    }

    @Override
    public synchronized void forget(Uuid repository) {
        counted.remove(repository);
    }
}

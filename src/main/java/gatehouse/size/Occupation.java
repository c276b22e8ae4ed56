// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.key.Key;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.SizeChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sizes and the additions under way, in memory, of a store that one server uses. When a change of location is
 * durable, its size and what it settles change here in one step: so an addition is at no moment counted twice, nor not
 * at all. Safe for use by many threads.
 */
public final class Occupation implements SizeWatch {
    /** The sizes of one repository now; not counted before the first count. */
    private static final class Sizes {
        private final boolean counted;
        private final Map<Uuid, Long> bytes = new HashMap<>();

        Sizes(Optional<Map<Uuid, RepoSize>> now) {
            counted = now.isPresent();
            now.orElse(Map.of()).forEach((location, size) -> bytes.put(location, size.bytes()));
        }
    }

    /** Held by those who change sizes in the store, together; and by those who read them from there, alone. */
    private final ReentrantReadWriteLock following = new ReentrantReadWriteLock();
    /** Guards what follows; held only to compute. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Uuid, Sizes> sizes = new HashMap<>();
    private final Map<Uuid, Additions> additions = new HashMap<>();

    /** What may be done while nobody else decides. */
    interface Locked {
        boolean counted();

        Occupied occupied(Uuid location, Limit limit);

        void begin(Uuid location);
    }

    /** Runs a decision about a key, after the sizes of its repository were read where that is needed. */
    <T> T decide(PlaceRequest request, RepoSizes stored, Function<Locked, T> decision) {
        while (true) {
            lock.lock();
            try {
                Sizes known = sizes.get(request.repository());
                if (known != null) {
                    return decision.apply(locked(request, known));
                }
            } finally {
                lock.unlock();
            }
            read(request.repository(), stored);
        }
    }

    /** The candidates of a request in their order. */
    static List<Occupied> all(PlaceRequest request, Locked locked) {
        List<Occupied> all = new ArrayList<>(request.candidates().size());
        request.candidates().forEach((location, limit) -> all.add(locked.occupied(location, limit)));
        return all;
    }

    void end(Uuid location, Key key) {
        lock.lock();
        try {
            Additions there = additions.get(location);
            if (there != null) {
                there.end(key);
                if (there.isEmpty()) {
                    additions.remove(location);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> T follow(Supplier<T> transaction, Consumer<T> told) {
        following.readLock().lock();
        try {
            T result = transaction.get();
            lock.lock();
            try {
                told.accept(result);
            } finally {
                lock.unlock();
            }
            return result;
        } catch (RuntimeException e) {
            // It may be in the store or not.
            lock.lock();
            try {
                sizes.clear();
            } finally {
                lock.unlock();
            }
            throw e;
        } finally {
            following.readLock().unlock();
        }
    }

    @Override
    public void recorded(LocationChange change, SizeChange counted) {
        changed(change.repository(), Map.of(change.where(), counted.bytes()));
        Additions there = additions.get(change.where());
        if (there != null) {
            there.settle(change.repository(), change.key(), change.presence() == Presence.PRESENT);
        }
    }

    @Override
    public void changed(Uuid repository, Map<Uuid, Long> bytes) {
        Sizes known = sizes.get(repository);
        if (known != null) {
            bytes.forEach((location, change) -> known.bytes.merge(location, change, Long::sum));
        }
    }

    @Override
    public void replaced(Uuid repository) {
        sizes.remove(repository);
    }

    private void read(Uuid repository, RepoSizes stored) {
        following.writeLock().lock();
        try {
            Sizes now = new Sizes(stored.now(repository));
            lock.lock();
            try {
                sizes.put(repository, now);
            } finally {
                lock.unlock();
            }
        } finally {
            following.writeLock().unlock();
        }
    }

    private Locked locked(PlaceRequest request, Sizes known) {
        return new Locked() {
            @Override
            public boolean counted() {
                return known.counted;
            }

            @Override
            public Occupied occupied(Uuid location, Limit limit) {
                @Nullable Long size = known.bytes.get(location);
                @Nullable Additions there = additions.get(location);
                long promised = there == null ? 0 : there.promisedBytes(request.repository(), request.key());
                return new Occupied(location, size == null ? 0 : Math.max(0, size), promised, limit);
            }

            @Override
            public void begin(Uuid location) {
                additions.computeIfAbsent(location, at -> new Additions()).begin(request.key(), request.bytes());
            }
        };
    }
}

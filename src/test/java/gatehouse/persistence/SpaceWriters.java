// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.MaxSize;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Choice;
import gatehouse.size.Counted;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.Placed;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.SizeChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers who fill the same few locations through one server. Objects come, go, are given up, and are sent by two at
 * once; at last every writer puts what still fits. What a location has is one object a key, however many sent it.
 */
final class SpaceWriters {
    static final Uuid REPOSITORY = new Uuid("race");
    static final int LOCATIONS = 8;
    static final long MAX_BYTES = 100_000;
    static final int LARGEST_BYTES = 5_000;
    private static final int BUSY = 60;
    static final String TIP = "0".repeat(40);

    private final OpenSizes store;
    private final String name;
    private final Random seeds;
    /** Stands for the disk: who has what, as the object store would tell. */
    private final ConcurrentMap<Uuid, Set<Key>> disk = new ConcurrentHashMap<>();

    private final AtomicInteger stored = new AtomicInteger();
    private final Runnable busy;

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** @param busy told once, in the middle of the work */
    SpaceWriters(OpenSizes store, String name, long seed, Runnable busy) {
        this.busy = busy;
        this.store = store;
        this.name = name;
        this.seeds = new Random(seed);
        candidates().keySet().forEach(location -> disk.put(location, ConcurrentHashMap.newKeySet()));
    }

    static void count(OpenSizes store) {
        Map<Uuid, RepoSize> empty = new TreeMap<>();
        candidates().keySet().forEach(location -> empty.put(location, RepoSize.ZERO));
        store.sizes.recounted(REPOSITORY, new Counted(TIP, empty));
    }

    static Map<Uuid, Limit> candidates() {
        Map<Uuid, Limit> candidates = new TreeMap<>();
        for (int i = 0; i < LOCATIONS; i++) {
            candidates.put(new Uuid("location-" + i), new Limit.Hard(new MaxSize(MAX_BYTES)));
        }
        return candidates;
    }

    static List<Occupied> taken(OpenSizes store) {
        return store.liveUpdates.occupied(new PlaceRequest(REPOSITORY, new Key("WORM--nothing"), candidates()));
    }

    /** Returns when nothing fits any more. */
    void run(int writers, int rounds) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            Random random = new Random(seeds.nextLong());
            // Two by two they send the same keys.
            String keys = name + "-" + i / 2;
            Thread thread = Thread.ofPlatform().unstarted(() -> write(random, keys, rounds));
            thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("a writer failed", failures.peek());
        }
    }

    private void write(Random random, String keys, int rounds) {
        for (int round = 0; round < rounds; round++) {
            int number = round;
            int bytes = 1 + Math.abs((keys + number).hashCode() % LARGEST_BYTES);
            Key key = new Key("SHA256-s" + bytes + "--" + keys + "-" + number);
            if (!put(key, random, random.nextInt(8) == 0)) {
                drop(random);
                drop(random);
            } else if (random.nextInt(6) == 0) {
                drop(random);
            }
        }
        int last = 0;
        boolean fits = true;
        while (fits) {
            last++;
            boolean largest = last % 4 == 0;
            int bytes = largest ? LARGEST_BYTES : 1 + random.nextInt(LARGEST_BYTES);
            Key key = new Key("SHA256-s" + bytes + "--" + keys + "-last-" + random.nextLong(Long.MAX_VALUE));
            fits = put(key, random, false) || !largest;
        }
    }

    /** False when it fits nowhere. */
    private boolean put(Key key, Random random, boolean givenUp) {
        int turn = random.nextInt(LOCATIONS);
        Placed placed = store.liveUpdates.place(
                new PlaceRequest(REPOSITORY, key, candidates()), occupied -> choose(occupied, key, turn));
        switch (placed) {
            case Placed.Refused refused -> {
                return false;
            }
            case Placed.Full full -> throw new IllegalStateException("chosen was what is full");
            case Placed.NotCounted unknown -> throw new IllegalStateException("not counted");
            case Placed.Reserved reserved -> {
                try (LiveUpdate update = reserved.updates().values().iterator().next()) {
                    transfer(random);
                    if (!givenUp) {
                        store(update);
                    }
                }
                return true;
            }
        }
    }

    private static Choice.Decision choose(List<Occupied> occupied, Key key, int turn) {
        long bytes = SizeChange.bytes(key);
        List<Uuid> fitting = occupied.stream()
                .filter(one -> one.admits(bytes))
                .map(Occupied::location)
                .toList();
        return fitting.isEmpty()
                ? new Choice.Decision.Refuse("full")
                : new Choice.Decision.Reserve(Set.of(fitting.get(turn % fitting.size())));
    }

    private void store(LiveUpdate update) {
        LiveUpdate.Terms terms = update.terms();
        // What has lapsed is given up, as a server does before it puts an object in its place.
        if (update.holds() && disk.get(terms.location()).add(terms.key())) {
            update.done(change(terms.location(), terms.key(), Presence.PRESENT));
            if (stored.incrementAndGet() == BUSY) {
                busy.run();
            }
        }
    }

    private void drop(Random random) {
        List<Uuid> locations = List.copyOf(disk.keySet());
        Uuid location = locations.get(random.nextInt(locations.size()));
        Optional<Key> some = disk.get(location).stream().skip(random.nextInt(4)).findFirst();
        if (some.isEmpty()) {
            return;
        }
        Key key = some.get();
        // As the server does: what is not recorded as present yet is not taken off.
        boolean recorded = store.journal.pending(REPOSITORY, key).stream()
                .anyMatch(change -> change.where().equals(location) && change.presence() == Presence.PRESENT);
        if (recorded && disk.get(location).remove(key)) {
            try (LiveUpdate removal = store.liveUpdates.remove(REPOSITORY, location, key)) {
                removal.done(change(location, key, Presence.MISSING));
            }
        }
    }

    private static void transfer(Random random) {
        try {
            Thread.sleep(random.nextInt(4));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LocationChange change(Uuid location, Key key, Presence presence) {
        return new LocationChange(REPOSITORY, key, location, presence, 1);
    }
}

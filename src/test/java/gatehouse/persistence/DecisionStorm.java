// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.MaxSize;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Choice;
import gatehouse.size.Counted;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.Placed;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * So many decisions of 64 threads that want different but overlapping places, with all that servers do beside them:
 * {@code DecisionStorm FOLDER DECISIONS}. A third of what is promised is done, the rest abandoned; the journal is
 * brought to the branch meanwhile. On MariaDB the threads are those of two servers. Not a test: it prints how many
 * deadlocks the database has had, and judges nothing.
 */
public final class DecisionStorm {
    private static final Uuid REPOSITORY = new Uuid("11111111-2222-3333-4444-555555555555");
    private static final int THREADS = 64;
    private static final int LOCATIONS = 24;
    private static final int CANDIDATES = 6;
    private static final int COPIES = 2;
    private static final int ROWS_AT_ONCE = 10_000;
    private static final long COMMIT_MILLIS = 1000;

    private final List<OpenSizes> servers;
    private final int decisions;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final long[] nanos;
    private volatile boolean over;
    private int tip;

    private DecisionStorm(List<OpenSizes> servers, int decisions) {
        this.servers = servers;
        this.decisions = decisions;
        this.nanos = new long[decisions];
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int decisions = Integer.parseInt(args[1]);
        TestDatabase h2 = TestDatabase.at(OpenStore.url(folder.resolve("storm")));
        try (OpenSizes store = new OpenSizes(h2, OpenSizes.Kept.IN_MEMORY, Duration.ofMinutes(1))) {
            new DecisionStorm(List.of(store), decisions).run("h2");
        }
        try (MariaDbProcess process = MariaDbProcess.start(Files.createDirectories(folder.resolve("storm-mariadb")))) {
            String url = process.newDatabase();
            try (OpenSizes one = open(url);
                    OpenSizes other = open(url)) {
                new DecisionStorm(List.of(one, other), decisions).run("mariadb");
                row("mariadb", "deadlocks", deadlocks(one));
            }
        }
    }

    private static OpenSizes open(String url) throws SQLException {
        return new OpenSizes(TestDatabase.at(url), OpenSizes.Kept.IN_ROWS_OF_MARIADB, Duration.ofMinutes(1));
    }

    private static long deadlocks(OpenSizes store) {
        return store.transactions.read("counting deadlocks", connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")) {
                rows.next();
                return rows.getLong(2);
            }
        });
    }

    private void run(String database) throws InterruptedException {
        Map<Uuid, RepoSize> empty = new HashMap<>();
        locations().forEach(location -> empty.put(location, RepoSize.ZERO));
        servers.getFirst().sizes.recounted(REPOSITORY, new Counted(commit(tip), empty));
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            OpenSizes server = servers.get(i % servers.size());
            Random random = new Random(i);
            threads.add(start(() -> decide(server, random)));
        }
        Thread committing = start(this::commitUntilOver);
        for (Thread thread : threads) {
            thread.join();
        }
        long took = System.nanoTime() - began;
        over = true;
        committing.join();
        Arrays.sort(nanos);
        long made = Math.min(numbers.get(), decisions) - refused.get();
        row(database, "decisions", made);
        row(database, "per s", made * 1e9 / took);
        row(database, "p99, ms", nanos[(int) (nanos.length * 0.99)] / 1e6);
        row(database, "longest, ms", nanos[nanos.length - 1] / 1e6);
        row(database, "refused or failed", refused.get());
        failures.stream().limit(3).forEach(Throwable::printStackTrace);
    }

    private Thread start(Runnable work) {
        Thread thread = Thread.ofPlatform().unstarted(work);
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start();
        return thread;
    }

    private void decide(OpenSizes server, Random random) {
        for (int number = numbers.getAndIncrement(); number < decisions; number = numbers.getAndIncrement()) {
            List<Uuid> some = locations();
            Collections.shuffle(some, random);
            Map<Uuid, Limit> candidates = new HashMap<>();
            some.subList(0, CANDIDATES)
                    .forEach(location -> candidates.put(location, new Limit.Hard(new MaxSize(Long.MAX_VALUE / 2))));
            Key key = new Key("SHA256-s1000--" + number);
            PlaceRequest request = new PlaceRequest(REPOSITORY, key, candidates);
            long start = System.nanoTime();
            try {
                Placed placed = server.liveUpdates.place(request, DecisionStorm::emptiest);
                nanos[number] = System.nanoTime() - start;
                if (placed instanceof Placed.Reserved reserved) {
                    end(reserved, random);
                    continue;
                }
            } catch (FailureException e) {
                failures.add(e);
            }
            refused.incrementAndGet();
        }
    }

    private static Choice.Decision emptiest(List<Occupied> occupied) {
        return new Choice.Decision.Reserve(occupied.stream()
                .sorted(Comparator.comparing(Occupied::bytes))
                .limit(COPIES)
                .map(Occupied::location)
                .collect(Collectors.toSet()));
    }

    private static void end(Placed.Reserved reserved, Random random) {
        boolean done = random.nextInt(3) == 0;
        for (LiveUpdate update : reserved.updates().values()) {
            try (update) {
                if (done) {
                    LiveUpdate.Terms terms = update.terms();
                    update.done(new LocationChange(REPOSITORY, terms.key(), terms.location(), Presence.PRESENT, 1));
                }
            }
        }
    }

    /** As the branch's commits do. */
    private void commitUntilOver() {
        while (!over) {
            try {
                Thread.sleep(COMMIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            OpenSizes server = servers.getFirst();
            List<LocationJournal.Entry> entries = server.journal.pending(REPOSITORY, ROWS_AT_ONCE);
            Map<Uuid, Long> changes = new HashMap<>();
            entries.forEach(entry -> changes.merge(
                    entry.change().where(), SizeChange.bytes(entry.change().key()), Long::sum));
            List<Long> places =
                    entries.stream().map(LocationJournal.Entry::place).toList();
            if (!server.sizes.advance(REPOSITORY, new Advance(commit(tip), commit(tip + 1), changes, places))) {
                throw new IllegalStateException("the sizes are of another tip");
            }
            tip++;
        }
    }

    private static String commit(int number) {
        return String.format("%040x", number);
    }

    private static List<Uuid> locations() {
        List<Uuid> locations = new ArrayList<>();
        for (int i = 0; i < LOCATIONS; i++) {
            locations.add(new Uuid("node-" + i));
        }
        return locations;
    }

    private static void row(String database, String what, double value) {
        System.out.printf("storm on %s, %d threads, %s\tgatehouse\t%.4g%n", database, THREADS, what, value);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Measures the journal: {@code JournalSpeed FOLDER SECONDS}. Not a test: it prints, and judges nothing. */
public final class JournalSpeed {
    private static final Uuid REPOSITORY = new Uuid("11111111-2222-3333-4444-555555555555");

    private JournalSpeed() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long seconds = Long.parseLong(args[1]);
        try (OpenStore store = new OpenStore(TestDatabase.at(OpenStore.url(folder)), InstantSource.system())) {
            Thread clearing = Thread.ofVirtual().start(() -> clear(store));
            run(store, 1, 2);
            for (int threads : new int[] {1, 8, 64}) {
                run(store, threads, seconds);
                try (var files = Files.list(folder.resolve("store"))) {
                    System.out.println("file bytes: "
                            + files.mapToLong(file -> file.toFile().length()).sum());
                }
            }
            clearing.interrupt();
            clearing.join();
        }
    }

    /** As the branch does: takes what is pending, and forgets it a second later. */
    private static void clear(OpenStore store) {
        try {
            while (true) {
                List<LocationJournal.Entry> pending = store.tables.journal().pending(REPOSITORY, 10_000);
                Thread.sleep(1000);
                store.tables
                        .journal()
                        .committed(pending.stream()
                                .map(LocationJournal.Entry::place)
                                .toList());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(OpenStore store, int threads, long seconds) throws InterruptedException {
        AtomicLong count = new AtomicLong();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> running = new ArrayList<>();
        List<long[]> latencies = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long[] nanos = new long[200_000];
            latencies.add(nanos);
            running.add(Thread.ofVirtual().start(() -> {
                int n = 0;
                while (System.nanoTime() < end && n < nanos.length) {
                    long start = System.nanoTime();
                    Key key = new Key("SHA256E-s1048576--" + String.format("%064x", count.incrementAndGet()) + ".dat");
                    store.tables
                            .journal()
                            .record(
                                    new LocationChange(
                                            REPOSITORY, key, REPOSITORY, LocationChange.Presence.PRESENT, start),
                                    SizeChange.of(key, LocationChange.Presence.PRESENT));
                    nanos[n++] = System.nanoTime() - start;
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        long[] all = latencies.stream()
                .flatMapToLong(Arrays::stream)
                .filter(n -> n > 0)
                .sorted()
                .toArray();
        System.out.printf(
                "%d threads: %d/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                threads,
                all.length / seconds,
                all[all.length / 2] / 1e6,
                all[(int) (all.length * 0.99)] / 1e6,
                all[all.length - 1] / 1e6);
    }
}

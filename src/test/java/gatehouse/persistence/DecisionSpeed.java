// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import com.sun.management.OperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures decisions: {@code DecisionSpeed FOLDER SECONDS}. A decision promises space and is then abandoned. Not a
 * test: it prints, and judges nothing.
 */
public final class DecisionSpeed {
    private static final Uuid REPOSITORY = new Uuid("11111111-2222-3333-4444-555555555555");
    private static final Choice EMPTIEST = occupied -> new Choice.Decision.Reserve(Set.of(occupied.stream()
            .min(Comparator.comparing(Occupied::bytes))
            .orElseThrow()
            .location()));

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private DecisionSpeed() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long seconds = Long.parseLong(args[1]);
        TestDatabase h2 = TestDatabase.at(OpenStore.url(folder.resolve("h2")));
        try (OpenSizes store = new OpenSizes(h2, OpenSizes.Kept.IN_MEMORY, Duration.ofMinutes(1))) {
            all("h2", store, seconds);
        }
        try (MariaDbProcess process = MariaDbProcess.start(Files.createDirectories(folder.resolve("mariadb")));
                OpenSizes store = new OpenSizes(
                        TestDatabase.at(process.newDatabase()),
                        OpenSizes.Kept.IN_ROWS_OF_MARIADB,
                        Duration.ofMinutes(1))) {
            all("mariadb", store, seconds);
        }
    }

    private static void all(String database, OpenSizes store, long seconds) throws InterruptedException {
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        candidates(1000).keySet().forEach(location -> sizes.put(location, RepoSize.ZERO));
        store.sizes.recounted(REPOSITORY, new Counted("0".repeat(40), sizes));
        // In the first seconds the virtual machine has not compiled it yet.
        measure(store, new Load(1, 10, 2));
        for (Load load : List.of(new Load(1, 10, seconds), new Load(64, 10, seconds), new Load(64, 1, seconds))) {
            measure(store, load).print(database);
        }
        measure(store, new Load(1, 1000, seconds)).print(database);
    }

    /** @param length in seconds when it is asked for, in nanoseconds when it was measured */
    private record Load(int threads, int candidates, long length) {}

    private static Measured measure(OpenSizes store, Load load) throws InterruptedException {
        Map<Uuid, Limit> candidates = candidates(load.candidates());
        AtomicInteger numbers = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        long cpuBefore = PROCESS.getProcessCpuTime();
        long began = System.nanoTime();
        long end = began + load.length() * 1_000_000_000L;
        List<Thread> running = new ArrayList<>();
        List<long[]> latencies = new ArrayList<>();
        for (int i = 0; i < load.threads(); i++) {
            long[] nanos = new long[200_000];
            latencies.add(nanos);
            running.add(Thread.ofPlatform().start(() -> {
                int n = 0;
                while (System.nanoTime() < end && n < nanos.length) {
                    Key key = new Key("SHA256-s1000--" + numbers.incrementAndGet());
                    PlaceRequest request = new PlaceRequest(REPOSITORY, key, candidates);
                    long start = System.nanoTime();
                    Placed placed = store.liveUpdates.place(request, EMPTIEST);
                    nanos[n++] = System.nanoTime() - start;
                    if (placed instanceof Placed.Reserved reserved) {
                        reserved.updates().values().forEach(LiveUpdate::close);
                    } else {
                        failures.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        long[] all = latencies.stream()
                .flatMapToLong(Arrays::stream)
                .filter(nanos -> nanos > 0)
                .sorted()
                .toArray();
        return new Measured(
                new Load(load.threads(), load.candidates(), System.nanoTime() - began),
                all,
                (PROCESS.getProcessCpuTime() - cpuBefore) / all.length,
                failures.get());
    }

    /**
     * @param nanos of each decision, the shortest first
     * @param cpuNanos of this process for one decision
     */
    private record Measured(Load load, long[] nanos, long cpuNanos, int failures) {
        void print(String database) {
            String what = "decisions on %s, %d threads, %d candidates, "
                    .formatted(database, load.threads(), load.candidates());
            row(what + "per s", nanos.length * 1e9 / load.length());
            row(what + "p99, ms", nanos[(int) (nanos.length * 0.99)] / 1e6);
            row(what + "CPU, ms", cpuNanos / 1e6);
            if (failures > 0) {
                row(what + "refused", failures);
            }
        }
    }

    private static void row(String what, double value) {
        System.out.printf("%s\tgatehouse\t%.4g%n", what, value);
    }

    private static Map<Uuid, Limit> candidates(int count) {
        Map<Uuid, Limit> candidates = new HashMap<>();
        for (int i = 0; i < count; i++) {
            candidates.put(new Uuid("node-" + i), new Limit.Hard(new MaxSize(1_000_000_000_000L)));
        }
        return candidates;
    }
}

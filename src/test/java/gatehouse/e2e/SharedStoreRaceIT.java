// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.persistence.MariaDbProcess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group of repositories of two servers on one MariaDB is filled by 16 writers, and one server is killed meanwhile.
 */
class SharedStoreRaceIT {
    private static final int MAX_BYTES = 90_000;
    private static final int LARGEST_BYTES = 3_000;
    private static final int REPOSITORIES = 2;
    private static final int WRITERS = 8;
    private static final int REFUSALS = 3;
    private static final int STORED_BEFORE_KILL = 30;
    private static final int NO_SPACE = 507;
    private static final Duration LEASE_OVER = Duration.ofSeconds(150);
    private static final int LIMIT_SECONDS = 400;

    @TempDir
    Path databaseFolder;

    private final AtomicInteger stored = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> above = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** A repository that is held to its maxsize. */
    private record Held(Bench bench, ServedRepository repository) {
        Answer put(byte[] content) {
            return answered(() -> new AnnexApi(bench.server(), repository.uuid()).put(Keys.sha256(content), content));
        }

        /** None also when a server that starts has not answered in time. */
        private static Answer answered(Supplier<Answer> asked) {
            try {
                return asked.get();
            } catch (AssertionError e) {
                return Answer.none();
            }
        }

        /** Bytes that are there and that are promised; none while the server does not answer. */
        List<Long> taken() {
            Answer answer =
                    answered(() -> AdminApi.of(bench).ask("GET", "repositories/" + repository.uuid() + "/sizes"));
            if (answer.status() != 200) {
                return List.of();
            }
            JsonObject size = Json.createReader(new StringReader(answer.text()))
                    .readObject()
                    .getJsonArray("sizes")
                    .getValuesAs(JsonObject.class)
                    .stream()
                    .filter(one -> one.getBoolean("here"))
                    .findFirst()
                    .orElseThrow();
            return Stream.of("bytes", "promisedBytes")
                    .map(name -> size.getJsonNumber(name).longValueExact())
                    .toList();
        }

        long bytesOnDisk() {
            return repository.objects().values().stream()
                    .mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sum();
        }
    }

    @Test
    void twoServersFillAGroupAndOneIsKilledInTheMiddle() throws Exception {
        try (MariaDbProcess database = MariaDbProcess.start(databaseFolder)) {
            MariaDbProcess.Access store = database.newAccess();
            try (Bench one = Bench.wideOpenOn(store);
                    Bench other = Bench.wideOpenOn(store)) {
                List<Held> all = new ArrayList<>(held(one));
                all.addAll(held(other));
                Thread looking = Thread.ofPlatform().daemon().start(() -> look(all));
                try (ExecutorService writers = Executors.newFixedThreadPool(2 * WRITERS)) {
                    List<Future<?>> running = new ArrayList<>();
                    for (int i = 0; i < 2 * WRITERS; i++) {
                        List<Held> own = all.subList(i % 2 * REPOSITORIES, (i % 2 + 1) * REPOSITORIES);
                        Random random = new Random(i);
                        running.add(writers.submit(() -> fill(own, random)));
                    }
                    Poll.until("the group fills", () -> stored.get() >= STORED_BEFORE_KILL);
                    other.server().kill();
                    other.server().start();
                    for (Future<?> writer : running) {
                        writer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                    }
                }
                Poll.until(
                        "no reservation is left", LEASE_OVER, () -> all.stream().allMatch(SharedStoreRaceIT::isQuiet));
                all.forEach(held -> fill(List.of(held), new Random(99)));
                over = true;
                looking.join();
                assertThat(above).isEmpty();
                all.forEach(SharedStoreRaceIT::isFullAndRight);
            }
        }
    }

    private static List<Held> held(Bench bench) {
        List<Held> held = new ArrayList<>();
        for (ServedRepository repository : bench.moreRepositories("group", REPOSITORIES)) {
            repository.annex("group", "here", "archive").ok();
            repository.annex("maxsize", "here", MAX_BYTES + "B").ok();
            AdminApi.of(bench)
                    .put(
                            "repositories/" + repository.uuid() + "/maxsizerule",
                            Json.createObjectBuilder().add("rule", "hard").build());
            Held one = new Held(bench, repository);
            Poll.until("its size is counted", () -> !one.taken().isEmpty());
            held.add(one);
        }
        return held;
    }

    /** Puts until each has refused some in a row. A server that is killed is asked again. */
    private void fill(List<Held> own, Random random) {
        for (Held held : own) {
            for (int refusals = 0; refusals < REFUSALS; ) {
                byte[] content = Keys.content(random, 1 + random.nextInt(LARGEST_BYTES));
                int status = held.put(content).status();
                if (status == 200) {
                    stored.incrementAndGet();
                    refusals = 0;
                } else if (status == NO_SPACE) {
                    refusals++;
                } else {
                    Poll.pause(100);
                }
            }
        }
    }

    /** Looks all the time whether one is above its limit. */
    private void look(List<Held> all) {
        while (!over) {
            for (Held held : all) {
                List<Long> taken = held.taken();
                if (taken.stream().mapToLong(Long::longValue).sum() > MAX_BYTES || held.bytesOnDisk() > MAX_BYTES) {
                    above.add(held.repository().uuid() + ": " + taken);
                }
            }
            Poll.pause(20);
        }
    }

    private static boolean isQuiet(Held held) {
        List<Long> taken = held.taken();
        return !taken.isEmpty() && taken.get(1) == 0;
    }

    private static void isFullAndRight(Held held) {
        assertThat(held.taken()).containsExactly(held.bytesOnDisk(), 0L);
        assertThat(held.bytesOnDisk()).isBetween((long) MAX_BYTES - LARGEST_BYTES, (long) MAX_BYTES);
        held.repository().isSound();
        assertThat(held.taken()).containsExactly(held.bytesOnDisk(), 0L);
        assertThat(held.repository().annex("info", "--bytes").ok().output())
                .contains("local annex size: " + held.bytesOnDisk());
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The repository on disk stays git-annex's own, while the server works in it and afterwards. */
@WithServer
class ServedRepositoryIT {
    private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(15);
    private static final long SIDE_BY_SIDE_SECONDS = 15;

    private final Bench bench;

    ServedRepositoryIT(Bench bench) {
        this.bench = bench;
    }

    @Test
    void gitAnnexAgreesWithTheServerAfterUploadsAndRemovals() {
        ServedRepository served = bench.moreRepositories("agreement", 1).get(0);
        AnnexApi api = new AnnexApi(bench.server(), served.uuid());
        Random random = new Random(11);
        List<String> kept = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] content = Keys.content(random, random.nextInt(5000));
            String key = Keys.sha256(content);
            assertThat(api.put(key, content).text()).contains("\"stored\":true");
            if (i % 3 == 0) {
                assertThat(api.post("remove", key).text()).contains("\"removed\":true");
                removed.add(key);
            } else {
                kept.add(key);
            }
        }

        assertThat(served.objects().keySet()).containsExactlyInAnyOrderElementsOf(kept);
        Poll.until(
                "the branch holds every change",
                COMMITTED_WITHIN,
                () -> BranchContent.of(served).recordsHere(kept, removed));
        served.isSound();
        assertThat(served.annex("info", "--json").ok().output()).contains("\"local annex keys\":" + kept.size());
        assertThat(kept)
                .allMatch(key ->
                        served.annex("whereis", "--key=" + key).ok().output().contains(served.uuid()));
        assertThat(removed)
                .allMatch(
                        key -> !served.annex("whereis", "--key=" + key).output().contains(served.uuid()));
    }

    @Test
    void whatGitAnnexDoesInTheRepositoryIsServedAtOnce() throws IOException {
        ServedRepository served = bench.moreRepositories("inside", 1).get(0);
        AnnexApi api = new AnnexApi(bench.server(), served.uuid());
        byte[] content = Keys.content(new Random(12), 500);
        String key = Keys.sha256(content);
        assertThat(api.isPresent(key)).isFalse();

        Path file = bench.folder().resolve("inside");
        Files.write(file, content);
        served.annex("setkey", key, file.toString()).ok();
        assertThat(api.isPresent(key)).isTrue();
        assertThat(api.get(key).body()).isEqualTo(content);
        served.annex("drop", "--force", "--key", key).ok();
        assertThat(api.isPresent(key)).isFalse();
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
        served.isSound();
    }

    @Test
    void aRepositoryWithFilesIsServedLikeABareOne() {
        ServedRepository served = ServedRepository.withFiles(
                bench.machine(), bench.server().folder().resolve("with-files"));
        AnnexApi api = new AnnexApi(bench.server(), served.uuid());
        Poll.until("it is served", () -> api.post("checkpresent", "WORM-s0--x").status() == 200);
        Clone inside = new Clone(bench.machine(), served.folder());
        byte[] content = Keys.content(new Random(13), 700);
        inside.write("locked file", content).commit();
        byte[] more = Keys.content(new Random(14), 800);
        inside.write("unlocked", more);
        inside.does("add", "-q", "unlocked").does("unlock", "unlocked");
        inside.git("commit", "-qm", "unlocked").ok();

        assertThat(api.get(inside.key("locked file")).body()).isEqualTo(content);
        assertThat(api.get(inside.key("unlocked")).body()).isEqualTo(more);
        assertThat(api.post("remove", inside.key("locked file")).text()).contains("\"removed\":true");
        assertThat(Files.exists(served.folder().resolve("locked file"))).isFalse();
        assertThat(api.put(inside.key("locked file"), content).text()).contains("\"stored\":true");
        assertThat(inside.read("locked file")).isEqualTo(content);
        served.isSound();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void droppingOnBothSidesAtOnceNeverLosesTheLastCopy(long seed) throws InterruptedException, ExecutionException {
        ServedRepository served = bench.moreRepositories("both-" + seed, 1).get(0);
        Path folder = bench.newFolder("both-clients-" + seed);
        Machine machine = Machine.at(folder.resolve("alice-home"), AnnexRelease.NEWEST);
        Clone alice = Clone.of(bench.server(), served, machine, folder.resolve("alice"));
        alice.writeMany("many", 8, new Random(seed))
                .commit()
                .does("copy", "--to", "origin", ".")
                .syncGit();
        served.git("remote", "add", "alice", alice.folder().toString()).ok();
        served.git("fetch", "-q", "alice").ok();
        List<String> files =
                IntStream.range(0, 8).mapToObj(i -> "many/file " + i).toList();
        List<String> keys = files.stream().map(alice::key).toList();

        List<Callable<Void>> actors = List.of(
                () -> repeat(
                        new Random(seed), random -> alice.annex(pick(random, aliceDoes(files.get(random.nextInt(8)))))),
                () -> repeat(
                        new Random(seed + 1),
                        random -> alice.annex(pick(random, aliceDoes(files.get(random.nextInt(8)))))),
                () -> repeat(
                        new Random(seed + 2),
                        random -> served.annex(pick(random, servedDoes(keys.get(random.nextInt(8)))))),
                () -> repeat(
                        new Random(seed + 3),
                        random -> ask(new AnnexApi(bench.server(), served.uuid()), random, keys)));
        try (ExecutorService threads = Executors.newFixedThreadPool(actors.size())) {
            for (Future<Void> done : threads.invokeAll(actors)) {
                done.get();
            }
        }

        for (int i = 0; i < keys.size(); i++) {
            boolean anywhere = alice.has(files.get(i)) || served.objects().containsKey(keys.get(i));
            assertThat(anywhere).as("the last copy of " + files.get(i)).isTrue();
        }
        List<String> present =
                keys.stream().filter(served.objects()::containsKey).toList();
        Poll.until(
                () -> "log and disk agree: there are " + present + ", logged are " + logged(served, keys),
                COMMITTED_WITHIN,
                () -> logged(served, keys).equals(present));
        served.isSound();
        assertThat(served.objects().keySet()).containsExactlyInAnyOrderElementsOf(present);
    }

    private static List<String> logged(ServedRepository served, List<String> keys) {
        return keys.stream().filter(served::isLogged).toList();
    }

    private static List<List<String>> aliceDoes(String file) {
        return List.of(
                List.of("get", file),
                List.of("drop", file),
                List.of("drop", "--from", "origin", file),
                List.of("copy", "--to", "origin", file),
                List.of("move", "--to", "origin", file));
    }

    private static List<List<String>> servedDoes(String key) {
        return List.of(
                List.of("drop", "--key", key),
                List.of("get", "--key", key, "--from", "alice"),
                List.of("drop", "--key", key, "--from", "alice"));
    }

    private static String[] pick(Random random, List<List<String>> choices) {
        return choices.get(random.nextInt(choices.size())).toArray(String[]::new);
    }

    /** Reads and locks only: removing by hand, without asking for another copy, is no client's way. */
    private static void ask(AnnexApi api, Random random, List<String> keys) {
        String key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(3)) {
            case 0 -> api.get(key);
            case 1 -> api.isPresent(key);
            default -> {
                Answer lock = api.post("lockcontent", key);
                if (lock.text().contains("lockid")) {
                    assertThat(api.isPresent(key)).isTrue();
                    api.unlock(lock.text().replaceAll(".*\"lockid\":\"|\"}", ""));
                }
            }
        }
    }

    private interface Step {
        void run(Random random);
    }

    private static Void repeat(Random random, Step step) {
        long end = System.nanoTime() + Duration.ofSeconds(SIDE_BY_SIDE_SECONDS).toNanos();
        while (System.nanoTime() < end) {
            step.run(random);
        }
        return null;
    }
}

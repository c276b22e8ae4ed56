// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server is killed while it works; what it has acknowledged is there when it comes back. */
class CrashIT {
    private static final int ROUNDS = 5;
    private static final int CLIENTS = 4;
    private static final int LARGEST_BYTES = 1_500_000;
    private static final long LEFTOVER_BYTES = 20_000;

    /** What a client knows of a key: only what was acknowledged is certain. */
    private enum Known {
        STORED,
        REMOVED,
        UNCERTAIN
    }

    /** One key and its content; used by one client thread at a time. */
    private static final class Item {
        private final byte[] content;
        private final String key;
        private Known known = Known.REMOVED;
        /** Whether the last answer about it came before any kill. */
        private boolean told = true;

        Item(Random random) {
            content = Keys.content(random, 1 + random.nextInt(random.nextBoolean() ? 3000 : LARGEST_BYTES));
            key = Keys.sha256(content);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void whatWasAcknowledgedSurvivesTheServersDeath(long seed) throws InterruptedException, ExecutionException {
        Random random = new Random(seed);
        try (Bench bench = Bench.wideOpen()) {
            List<List<Item>> shares = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                shares.add(new ArrayList<>());
            }
            for (int round = 0; round < ROUNDS; round++) {
                workUntilKilled(bench, random, shares);
                bench.server().start();
                shares.forEach(share -> share.forEach(item -> isAsAcknowledged(bench.api(), item)));
            }
            finishAll(bench, shares);
        }
    }

    private static void workUntilKilled(Bench bench, Random random, List<List<Item>> shares)
            throws InterruptedException, ExecutionException {
        List<Future<?>> working = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (List<Item> share : shares) {
                Random own = new Random(random.nextLong());
                working.add(threads.submit(() -> work(bench, own, share)));
            }
            Poll.pause(30 + random.nextInt(2500));
            bench.server().kill();
        }
        for (Future<?> done : working) {
            done.get();
        }
    }

    /** Uploads and removes until the server is gone. */
    private static void work(Bench bench, Random random, List<Item> share) {
        AnnexApi api = bench.api();
        while (true) {
            boolean old = !share.isEmpty() && random.nextInt(3) == 0;
            Item item = old ? share.get(random.nextInt(share.size())) : new Item(random);
            if (!old) {
                share.add(item);
            }
            boolean remove = old && item.known == Known.STORED && random.nextBoolean();
            Known before = item.known;
            item.known = before == Known.STORED && !remove ? Known.STORED : Known.UNCERTAIN;
            Answer answer = remove ? api.post("remove", item.key) : put(api, random, item);
            if (!answer.whole()) {
                return;
            }
            item.told = true;
            if (answer.text().contains("\"stored\":true")) {
                item.known = Known.STORED;
            } else if (answer.text().contains("\"removed\":true")) {
                item.known = Known.REMOVED;
            }
        }
    }

    /** In pieces with pauses now and then, so that a kill finds it in the middle. */
    private static Answer put(AnnexApi api, Random random, Item item) {
        try (Wire wire = Wire.to(api.server().port())) {
            Request request = Request.put(api.target("v4", "put", item.key, ""), item.content);
            byte[] bytes = request.wire();
            int cut = bytes.length - random.nextInt(Math.max(1, item.content.length));
            wire.send(Arrays.copyOf(bytes, cut));
            if (random.nextBoolean()) {
                Poll.pause(random.nextInt(200));
            }
            wire.send(Arrays.copyOfRange(bytes, cut, bytes.length));
            return wire.answer();
        } catch (UncheckedIOException e) {
            return Answer.none();
        }
    }

    private static void isAsAcknowledged(AnnexApi api, Item item) {
        boolean present = api.isPresent(item.key);
        if (present) {
            assertThat(api.get(item.key).body())
                    .as("whole content of " + item.key)
                    .isEqualTo(item.content);
        } else {
            assertThat(api.isNowhere(item.key)).as("nothing of " + item.key).isTrue();
        }
        switch (item.known) {
            case STORED ->
                assertThat(present).as("acknowledged upload of " + item.key).isTrue();
            case REMOVED ->
                assertThat(present).as("acknowledged removal of " + item.key).isFalse();
            case UNCERTAIN -> item.known = settled(api, item, present);
        }
    }

    /**
     * What was done without the client hearing of it, the client asks for again, as it would; then it is acknowledged.
     */
    private static Known settled(AnnexApi api, Item item, boolean present) {
        item.told = false;
        if (present) {
            assertThat(api.put(item.key, item.content).text()).contains("\"stored\":true");
            return Known.STORED;
        }
        assertThat(api.post("remove", item.key).text()).contains("\"removed\":true");
        return Known.REMOVED;
    }

    /** Uploads that broke off are finished; then disk, log and temporary space are as if nothing had happened. */
    private static void finishAll(Bench bench, List<List<Item>> shares) {
        List<Item> items = shares.stream().flatMap(List::stream).toList();
        ServedRepository repository = bench.repository();
        for (Item item : items) {
            if (item.known == Known.REMOVED && bench.api().putOffset(item.key) > 0) {
                int offset = (int) bench.api().putOffset(item.key);
                byte[] rest = Arrays.copyOfRange(item.content, offset, item.content.length);
                String target = bench.api().target("v4", "put", item.key, "&offset=" + offset);
                assertThat(bench.api().ask(Request.put(target, rest)).text()).contains("\"stored\":true");
                item.known = Known.STORED;
            }
        }
        List<String> stored = items.stream()
                .filter(item -> item.known == Known.STORED)
                .map(item -> item.key)
                .toList();
        assertThat(repository.objects().keySet()).containsExactlyInAnyOrderElementsOf(stored);
        Poll.until(
                "the branch holds all", () -> wronglyLogged(repository, items).isEmpty());
        Poll.until(
                "no temporary content is left: " + leftovers(repository),
                () -> leftovers(repository).isEmpty());
        repository.isSound();
    }

    /** git-annex's own server does not log what it finds done already, so it is asked for what it told only. */
    private static List<String> wronglyLogged(ServedRepository repository, List<Item> items) {
        BranchContent branch = BranchContent.of(repository);
        return items.stream()
                .filter(item -> item.told || !ServerUnderTest.isReference())
                .filter(item -> branch.isHere(item.key) != (item.known == Known.STORED))
                .map(item -> item.key)
                .toList();
    }

    /** Files outside the object folder that are large enough to be content. */
    private static List<Path> leftovers(ServedRepository repository) {
        return ServedRepository.filesBelow(repository.gitFolder().resolve("annex")).stream()
                .filter(file -> !file.startsWith(repository.gitFolder().resolve("annex/objects")))
                .filter(file -> !file.getFileName().toString().matches("index.*|db(-.*)?"))
                .filter(file -> file.toFile().length() > LEFTOVER_BYTES)
                .toList();
    }

    @Test
    void aLockAndAPartialUploadSurviveTheServersDeath() {
        Random random = new Random(3);
        byte[] lockedContent = Keys.content(random, 1000);
        byte[] largeContent = Keys.content(random, 400_000);
        String locked = Keys.sha256(lockedContent);
        String large = Keys.sha256(largeContent);
        try (Bench bench = Bench.wideOpen()) {
            AnnexApi api = bench.api();
            assertThat(api.put(locked, lockedContent).text()).contains("\"stored\":true");
            api.lock(locked);
            try (Wire wire = Wire.to(bench.server().port())) {
                Request request = Request.of("POST", api.target("v4", "put", large, ""))
                        .declaring(largeContent.length)
                        .with("Content-Length: " + largeContent.length)
                        .sending(Arrays.copyOf(largeContent, 300_000));
                wire.send(request.wire());
                Poll.until(
                        "some of it has arrived", () -> bytes(bench.repository().partial()) > 100_000);
                bench.server().kill();
            }
            bench.server().start();

            assertThat(api.post("remove", locked).text()).doesNotContain("\"removed\":true");
            assertThat(api.get(locked).body()).isEqualTo(lockedContent);
            assertThat(api.isPresent(large)).isFalse();
            int offset = (int) api.putOffset(large);
            assertThat(offset).isBetween(100_000, 300_000);
            byte[] rest = Arrays.copyOfRange(largeContent, offset, largeContent.length);
            assertThat(api.ask(Request.put(api.target("v4", "put", large, "&offset=" + offset), rest))
                            .text())
                    .contains("\"stored\":true");
            assertThat(api.get(large).body()).isEqualTo(largeContent);
        }
    }

    @Test
    void theServerStopsCleanlyWhenAsked() {
        byte[] content = Keys.content(new Random(4), 1000);
        String key = Keys.sha256(content);
        try (Bench bench = Bench.wideOpen()) {
            assertThat(bench.api().put(key, content).text()).contains("\"stored\":true");
            int exit = bench.server().stop();
            assertThat(exit).isIn(ServerUnderTest.isReference() ? List.of(1, 143) : List.of(0, 143));
            assertThat(bench.repository().isLogged(key)).isTrue();
            bench.server().start();
            assertThat(bench.api().get(key).body()).isEqualTo(content);
        }
    }

    private static long bytes(List<Path> files) {
        return files.stream().mapToLong(file -> file.toFile().length()).sum();
    }
}

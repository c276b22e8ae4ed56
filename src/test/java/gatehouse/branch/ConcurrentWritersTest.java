// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.LocationLog;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real git-annex processes and we, writing to one branch at the same time: nobody loses anything. */
class ConcurrentWritersTest {
    private static final Uuid OURS = new Uuid("33333333-3333-4333-8333-333333333333");
    private static final Uuid THEIRS = new Uuid("44444444-4444-4444-8444-444444444444");
    private static final int KEYS = 40;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void whatBothRecordOfTheSameKeysIsAllThere(long seed) throws Exception {
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"));
                ExecutorService others = Executors.newFixedThreadPool(2)) {
            Map<Key, Presence> theirs = new TreeMap<>(java.util.Comparator.comparing(Key::text));
            var setting = CompletableFuture.runAsync(() -> setPresentKeys(annex, new Random(seed), theirs), others);
            var adding = CompletableFuture.runAsync(() -> addAndDrop(annex), others);
            Map<Key, Presence> ours = new TreeMap<>(java.util.Comparator.comparing(Key::text));
            AnnexBranch branch = annex.branch();
            Random random = new Random(seed + 100);
            int batches = 0;
            while (batches < 25 || !setting.isDone() || !adding.isDone()) {
                recordSome(branch, random, batches, ours);
                batches++;
                Thread.sleep(random.nextInt(60));
            }
            setting.get(60, TimeUnit.SECONDS);
            adding.get(60, TimeUnit.SECONDS);
            annex.run("git", "annex", "merge");

            for (AnnexBranch reader : List.of(branch, annex.branch())) {
                ours.forEach((key, presence) -> assertThat(log(reader, key).presence(OURS))
                        .as("%s", key)
                        .contains(presence));
                theirs.forEach((key, presence) -> assertThat(log(reader, key).presence(THEIRS))
                        .as("%s", key)
                        .contains(presence));
            }
            ours.values().removeIf(presence -> presence != Presence.PRESENT);
            String keyList =
                    String.join("\n", ours.keySet().stream().map(Key::text).toList()) + "\n";
            String whereis = annex.runWithInput(keyList, "git", "annex", "whereis", "--batch-keys", "--json");
            assertThat(whereis.lines()).hasSize(ours.size()).allMatch(line -> line.contains(OURS.text()));
            assertThat(annex.run("git", "annex", "find", "--in", "here").lines())
                    .hasSize(5);
            assertThat(annex.run("git", "annex", "fsck", "--fast", "-q", "--in", "here"))
                    .isEmpty();
            annex.run("git", "fsck");
        }
    }

    @Test
    void pushesThatMoveTheTipMeanwhileLoseNothing() throws Exception {
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"));
                ExecutorService others = Executors.newFixedThreadPool(2)) {
            List<CompletableFuture<Void>> pushing = new ArrayList<>();
            for (int client = 0; client < 2; client++) {
                String name = "client" + client;
                pushing.add(CompletableFuture.runAsync(() -> pushMany(annex, name), others));
            }
            AnnexBranch branch = annex.branch();
            Map<Key, Presence> ours = new TreeMap<>(java.util.Comparator.comparing(Key::text));
            Random random = new Random(7);
            int batches = 0;
            while (batches < 20 || pushing.stream().anyMatch(push -> !push.isDone())) {
                recordSome(branch, random, batches++, ours);
                try (JournalLocked locked = branch.lock(Duration.ofSeconds(30))) {
                    branch.merge(locked);
                }
                Thread.sleep(10);
            }
            for (var push : pushing) {
                push.get(60, TimeUnit.SECONDS);
            }
            try (JournalLocked locked = branch.lock(Duration.ofSeconds(30))) {
                branch.merge(locked);
            }
            ours.forEach((key, presence) ->
                    assertThat(log(branch, key).presence(OURS)).as("%s", key).contains(presence));
            for (int i = 0; i < 6; i++) {
                assertThat(log(branch, new Key("WORM-s1--pushed" + i)).present())
                        .contains(new Uuid("client0"), new Uuid("client1"));
            }
        }
    }

    private static void recordSome(AnnexBranch branch, Random random, int batch, Map<Key, Presence> ours)
            throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1 + random.nextInt(30); i > 0; i--) {
            Key key = key(random.nextInt(KEYS));
            Presence presence = random.nextBoolean() ? Presence.PRESENT : Presence.MISSING;
            entries.add(new Entry(batch * 100L + i, new LocationChange(OURS, key, OURS, presence, batch * 100L + i)));
        }
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(30))) {
            branch.record(locked, entries);
        }
        entries.forEach(entry -> ours.put(entry.change().key(), entry.change().presence()));
    }

    private static void setPresentKeys(RealAnnex annex, Random random, Map<Key, Presence> theirs) {
        for (int round = 0; round < 9; round++) {
            StringBuilder batch = new StringBuilder();
            for (int i = 0; i < 15; i++) {
                Key key = key(random.nextInt(KEYS));
                boolean present = random.nextBoolean();
                batch.append(key).append(' ').append(THEIRS).append(present ? " 1\n" : " 0\n");
                theirs.put(key, present ? Presence.PRESENT : Presence.MISSING);
            }
            annex.runWithInput(batch.toString(), "git", "annex", "setpresentkey", "--batch");
            if (round % 3 == 2) {
                annex.run("git", "annex", "merge");
            }
        }
    }

    private static void addAndDrop(RealAnnex annex) {
        try {
            for (int i = 0; i < 10; i++) {
                Files.writeString(annex.folder.resolve("f" + i), "content of " + i);
                annex.run("git", "annex", "add", "-q", "f" + i);
                if (i % 2 == 1) {
                    annex.run("git", "annex", "drop", "-q", "--force", "f" + i);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void pushMany(RealAnnex annex, String name) {
        Path clone = annex.folder.resolveSibling(name);
        try {
            // Not as a local clone: git copies its loose objects one by one, and fails on one that is still being
            // written.
            RealAnnex.run(
                    annex.folder, "", "git", "clone", "-q", "--no-local", annex.folder.toString(), clone.toString());
            try (RealAnnex client = RealAnnex.of(clone, clone.resolve(".git"))) {
                client.run("git", "annex", "init", "-q", name);
                for (int i = 0; i < 6; i++) {
                    client.run("git", "annex", "setpresentkey", "WORM-s1--pushed" + i, name, "1");
                    client.run("git", "annex", "merge", "-q");
                    client.run("git", "push", "-q", "--force", "origin", "git-annex:" + name + "/git-annex");
                    client.run("git", "fetch", "-q", "origin");
                    client.run("git", "annex", "merge", "-q");
                    // As "git annex sync" does; refused when the tip has moved on since the fetch, and that is fine.
                    try {
                        client.run("git", "push", "-q", "origin", "git-annex");
                    } catch (AssertionError refused) {
                        assertThat(refused).hasMessageMatching("(?s).*(rejected|failed to|cannot lock).*");
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Key key(int number) {
        return new Key("WORM-s1--" + number);
    }

    private static LocationLog log(AnnexBranch branch, Key key) {
        try {
            return branch.locationLog(key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.TransitionsLog;
import gatehouse.branch.log.TrustLog;
import gatehouse.branch.log.VectorClock;
import gatehouse.key.Key;
import gatehouse.repository.TrustLevel;
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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A forget that clients push, merged here and by git-annex in a repository beside it. */
class BranchTransitionTest {
    private static final Uuid U = new Uuid("11111111-1111-4111-8111-111111111111");
    private static final List<String> OTHERS = List.of(
            "22222222-2222-4222-8222-222222222222",
            "33333333-3333-4333-8333-333333333333",
            "44444444-4444-4444-8444-444444444444");
    private static final int ROUNDS = 5;
    private static final int KEYS = 10;

    @TempDir
    Path folder;

    private RealAnnex server;

    @BeforeEach
    void create() throws IOException {
        server = RealAnnex.bare(folder.resolve("server"));
        server.run("git", "config", "annex.uuid", U.text());
        server.run("git", "config", "annex.version", "10");
        try (JournalLocked locked = server.branch().lock(Duration.ofSeconds(10))) {
            server.branch().create(locked, "the server");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void roundForRoundTheBranchIsTheOneThatGitAnnexMakes(long seed) throws IOException {
        Random random = new Random(seed);
        List<RealAnnex> clients = List.of(client("one"), client("two"));
        for (int round = 0; round < ROUNDS; round++) {
            for (RealAnnex client : clients) {
                client.run("git", "fetch", "-q", "server");
                client.run("git", "annex", "merge", "-q");
                change(client, random);
                if (random.nextInt(3) == 0) {
                    forget(client, random.nextBoolean() ? List.of("--drop-dead") : List.of());
                }
            }
            for (RealAnnex client : clients) {
                if (random.nextInt(4) > 0) {
                    String as = "git-annex:refs/heads/" + (random.nextBoolean() ? "synced" : "other") + "/git-annex";
                    client.run("git", "annex", "merge", "-q");
                    client.run("git", "push", "-q", "--force", "server", as);
                }
                if (random.nextBoolean()) {
                    assertSameMerge(seed + " in round " + round);
                }
            }
            assertSameMerge(seed + " in round " + round);
            if (random.nextBoolean()) {
                server.run("git", "annex", "merge", "-q");
            }
        }
        server.run("git", "fsck", "--strict");
        String tip = server.run("git", "rev-parse", "git-annex");
        server.run("git", "annex", "merge");
        assertThat(server.run("git", "rev-parse", "git-annex"))
                .as("git-annex finds nothing left to do")
                .isEqualTo(tip);
    }

    @Test
    void whatIsForgottenHasNoHistoryAndWhatIsDeadIsGone() throws IOException {
        RealAnnex client = client("one");
        String dead = OTHERS.getFirst();
        client.run("git", "annex", "setpresentkey", "WORM-s1--k0", dead, "1");
        client.run("git", "annex", "setpresentkey", "WORM-s1--k1", dead, "1");
        client.run("git", "annex", "setpresentkey", "WORM-s1--k1", U.text(), "1");
        dead(client, dead);
        push(client, "synced/git-annex");
        merge();
        String before = server.run("git", "rev-parse", "git-annex").strip();
        set(server, 2);
        forget(client, List.of("--drop-dead"));
        push(client, "synced/git-annex");
        record(3, Presence.PRESENT);

        assertThat(merge().merged()).containsExactly("refs/heads/synced/git-annex");

        assertThat(server.run("git", "rev-list", "git-annex")).doesNotContain(before);
        assertThat(server.run("git", "log", "-1", "--format=%s", "git-annex"))
                .isEqualTo("continuing transition [\"forget git history\",\"forget dead remotes\"]\n");
        assertThat(server.run("git", "log", "-1", "--format=%P", "git-annex"))
                .isEqualTo(server.run("git", "rev-parse", "synced/git-annex"));
        assertThat(server.run("git", "grep", "-l", dead, "git-annex").lines()).containsExactly("git-annex:trust.log");
        for (int key = 1; key <= 3; key++) {
            assertThat(server.branch().locationLog(key(key)).present())
                    .as("key %s", key)
                    .contains(U);
        }
        assertThat(merge().merged()).isEmpty();
        server.run("git", "annex", "merge");
        assertThat(server.run("git", "grep", "-l", dead, "git-annex").lines()).containsExactly("git-annex:trust.log");
        assertThat(server.run("git", "annex", "info", "--fast")).contains("the server");
        client.run("git", "fetch", "-q", "server");
        client.run("git", "annex", "merge", "-q");
        assertThat(client.run("git", "annex", "whereis", "--key", "WORM-s1--k3"))
                .contains(U.text());
    }

    @Test
    void aClientThatHasNotForgottenYetAddsWhatItKnowsAndNoHistory() throws IOException {
        RealAnnex one = client("one");
        RealAnnex two = client("two");
        push(two, "two/git-annex");
        merge();
        forget(one, List.of());
        push(one, "synced/git-annex");
        merge();
        set(two, 5);
        push(two, "two/git-annex");
        String old = server.run("git", "rev-parse", "two/git-annex").strip();

        assertThat(merge().merged()).containsExactly("refs/heads/two/git-annex");

        assertThat(server.branch().locationLog(key(5)).present()).containsExactly(two.uuid());
        assertThat(server.run("git", "rev-list", "git-annex")).doesNotContain(old);
        assertThat(server.run("git", "rev-list", "--max-parents=0", "git-annex").lines())
                .hasSize(1);
        assertThat(merge()).isEqualTo(MergeOutcome.NOTHING);
    }

    /** git-annex writes whole seconds, so that a second forget need not be another transition than the first. */
    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void aSecondForgetIsOneOnlyIfItIsOfAnotherSecond(int second) throws IOException {
        RealAnnex client = client("one");
        forgetAt(client, 5);
        push(client, "synced/git-annex");
        record(1, Presence.PRESENT);
        merge();
        client.run("git", "fetch", "-q", "server");
        record(2, Presence.PRESENT);
        forgetAt(client, second);
        client.run("git", "push", "-q", "--force", "server", "git-annex:refs/heads/synced/git-annex");

        assertSameMerge("a second forget");

        assertThat(roots(server)).hasSize(second == 5 ? 2 : 1);
        for (int key = 1; key <= 2; key++) {
            assertThat(server.branch().locationLog(key(key)).present())
                    .as("key %s", key)
                    .containsExactly(U);
        }
    }

    @Test
    void aForgetOfGitAnnexInTheRepositoryItselfStays() throws IOException {
        RealAnnex client = client("one");
        push(client, "synced/git-annex");
        merge();
        set(server, 1);
        server.run("git", "annex", "forget", "--force");
        String root = server.run("git", "rev-parse", "git-annex").strip();
        record(2, Presence.PRESENT);

        merge();

        assertThat(server.run("git", "rev-list", "--max-parents=0", "git-annex").strip())
                .isEqualTo(root);
        assertThat(server.branch().locationLog(key(1)).present()).contains(U);
        assertThat(server.branch().locationLog(key(2)).present()).contains(U);
        String tip = server.run("git", "rev-parse", "git-annex");
        merge();
        assertThat(server.run("git", "rev-parse", "git-annex")).isEqualTo(tip);
    }

    @Test
    void aTipThatAForcedPushPutsAsideIsMergedAndThenLetGo() throws IOException {
        RealAnnex client = client("one");
        forget(client, List.of());
        record(4, Presence.PRESENT);
        RewoundBranch.keep(server.repository(), server.branch().tip().orElseThrow());
        push(client, "git-annex");
        assertThat(server.branch().locationLog(key(4)).present()).isEmpty();

        merge();

        assertThat(server.branch().locationLog(key(4)).present()).containsExactly(U);
        assertThat(server.run("git", "rev-list", "--max-parents=0", "git-annex"))
                .isEqualTo(client.run("git", "rev-list", "--max-parents=0", "git-annex"));
        assertThat(server.run("git", "for-each-ref", "refs/gatehouse")).isEmpty();
        assertThat(merge()).isEqualTo(MergeOutcome.NOTHING);
    }

    @Test
    void aBatchIsNotMadeAgainAfterItsHistoryIsForgotten() throws IOException {
        RealAnnex client = client("one");
        record(6, Presence.PRESENT);
        // Somebody else knows better by now, and the batch is still in the journal after a crash.
        server.run("git", "annex", "setpresentkey", "WORM-s1--k6", U.text(), "0");
        forget(client, List.of());
        push(client, "synced/git-annex");
        merge();
        record(6, Presence.PRESENT);
        assertThat(server.branch().locationLog(key(6)).presence(U)).contains(Presence.MISSING);
    }

    @Test
    void aTransitionThatOnlyANewerGitAnnexKnowsIsLeftToIt() throws IOException {
        RealAnnex client = client("one");
        try (JournalLocked locked = client.branch().lock(Duration.ofSeconds(10))) {
            client.branch()
                    .change(locked, Map.of(new BranchPath(TransitionsLog.FILE), text -> text + "ForgetAll 5s\n"));
        }
        push(client, "synced/git-annex");
        String tip = server.run("git", "rev-parse", "git-annex");
        assertThat(merge().left())
                .containsExactly(
                        new MergeOutcome.Left("refs/heads/synced/git-annex", MergeOutcome.Reason.UNKNOWN_TRANSITION));
        assertThat(server.run("git", "rev-parse", "git-annex")).isEqualTo(tip);
    }

    @Test
    void treesThatWereExportedStayReachable() throws IOException {
        RealAnnex client = client("one");
        Files.writeString(client.folder.resolve("f"), "content");
        client.run("git", "add", "f");
        String tree = client.run("git", "write-tree").strip();
        try (JournalLocked locked = client.branch().lock(Duration.ofSeconds(10))) {
            String line = "5s " + client.uuid() + ":" + OTHERS.getFirst() + " " + tree + "\n";
            client.branch().change(locked, Map.of(new BranchPath("export.log"), text -> text + line));
        }
        forget(client, List.of());
        push(client, "synced/git-annex");
        merge();
        assertThat(server.run("git", "rev-list", "--objects", "git-annex")).contains(tree);
        assertThat(server.run("git", "ls-tree", "--name-only", "git-annex")).doesNotContain("export.tree");
        server.run("git", "fsck", "--strict");
    }

    /** Merges, as git-annex does in a copy of the repository. */
    private void assertSameMerge(String when) throws IOException {
        RealAnnex.run(folder, "", "rm", "-rf", "twin");
        RealAnnex.run(folder, "", "cp", "-a", "server", "twin");
        try (RealAnnex twin = RealAnnex.of(folder.resolve("twin"), folder.resolve("twin"))) {
            merge();
            twin.run("git", "annex", "merge", "-q");
            assertThat(files(server)).as(when).isEqualTo(files(twin));
            assertThat(roots(server)).as(when).hasSize(roots(twin).size());
            assertThat(told(server)).isEqualTo(told(twin));
        }
    }

    /** What git-annex says of the repositories and of a key. */
    private static String told(RealAnnex annex) {
        String whereis = "git annex whereis --json --key " + key(0).text() + " || true";
        String told = annex.run("git", "annex", "info", "--fast", "--json") + annex.run("sh", "-c", whereis);
        // The two are asked one after the other, and the disk is not theirs alone.
        return told.replaceFirst("\"available local disk space\":\"[^\"]*\",", "");
    }

    /** The oldest commits of the branch. */
    private static List<String> roots(RealAnnex annex) {
        return annex.run("git", "rev-list", "--max-parents=0", "git-annex")
                .lines()
                .toList();
    }

    private static List<String> files(RealAnnex annex) {
        List<String> files = new ArrayList<>();
        for (String name :
                annex.run("git", "ls-tree", "-r", "--name-only", "git-annex").split("\n")) {
            files.add(name + ":\n" + annex.shown(name));
        }
        return files;
    }

    private static void change(RealAnnex client, Random random) throws IOException {
        for (int i = random.nextInt(4); i >= 0; i--) {
            String key = key(random.nextInt(KEYS)).text();
            String where = random.nextBoolean() ? client.uuid().text() : OTHERS.get(random.nextInt(OTHERS.size()));
            client.run("git", "annex", "setpresentkey", key, where, random.nextInt(3) > 0 ? "1" : "0");
        }
        if (random.nextInt(3) == 0) {
            dead(client, OTHERS.get(random.nextInt(OTHERS.size())));
        }
        if (random.nextInt(3) == 0) {
            client.run("git", "annex", "numcopies", Integer.toString(random.nextInt(4) + 1));
        }
    }

    /** As {@code git annex dead} does for repositories that it has heard of. */
    private static void dead(RealAnnex client, String uuid) throws IOException {
        VectorClock now = VectorClock.ofNanos(System.currentTimeMillis() * 1_000_000);
        UnaryOperator<String> change = text ->
                TrustLog.parse(text).with(now, new Uuid(uuid), TrustLevel.DEAD).format();
        try (JournalLocked locked = client.branch().lock(Duration.ofSeconds(10))) {
            client.branch().change(locked, Map.of(new BranchPath(TrustLog.FILE), change));
        }
    }

    private static void forget(RealAnnex annex, List<String> more) {
        List<String> command = new ArrayList<>(List.of("git", "annex", "forget", "--force", "-q"));
        command.addAll(more);
        annex.run(command.toArray(String[]::new));
    }

    private static void forgetAt(RealAnnex annex, int seconds) {
        annex.run("env", "GIT_ANNEX_VECTOR_CLOCK=" + seconds, "git", "annex", "forget", "--force", "-q");
    }

    private static void push(RealAnnex client, String as) {
        client.run("git", "annex", "merge", "-q");
        client.run("git", "push", "-q", "--force", "server", "git-annex:refs/heads/" + as);
    }

    private MergeOutcome merge() throws IOException {
        AnnexBranch branch = server.branch();
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(10))) {
            return branch.merge(locked);
        }
    }

    private void record(int key, Presence presence) throws IOException {
        LocationChange change = new LocationChange(U, key(key), U, presence, 5_000_000_000L);
        AnnexBranchTest.record(server.branch(), List.of(new Entry(key, change)));
    }

    private static void set(RealAnnex annex, int key) {
        annex.run("git", "annex", "setpresentkey", key(key).text(), annex.uuid().text(), "1");
    }

    private static Key key(int number) {
        return new Key("WORM-s1--k" + number);
    }

    private RealAnnex client(String name) throws IOException {
        Path clone = folder.resolve(name);
        RealAnnex.run(folder, "", "git", "clone", "-q", "-o", "server", server.folder.toString(), clone.toString());
        RealAnnex client = RealAnnex.of(clone, clone.resolve(".git"));
        client.run("git", "annex", "init", "-q", name);
        client.run("git", "annex", "merge", "-q");
        return client;
    }
}

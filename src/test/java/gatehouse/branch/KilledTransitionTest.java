// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it makes a transition: the branch is the old one or the new one, and nothing is lost.
 */
class KilledTransitionTest {
    private static final Uuid U = new Uuid("55555555-5555-4555-8555-555555555555");
    private static final Uuid DEAD = new Uuid("66666666-6666-4666-8666-666666666666");
    private static final int KEYS = 300;
    private static final int KILLS = 8;
    private static final long LONGEST_MILLIS = 700;

    @TempDir
    Path folder;

    private RealAnnex server;
    private RealAnnex client;
    private int forgets;

    @Test
    void anotherMergeMakesWhatIsLeft() throws Exception {
        Random random = new Random(5);
        server = RealAnnex.bare(folder.resolve("server"));
        server.run("git", "config", "annex.uuid", U.text());
        server.run("git", "config", "annex.version", "10");
        try (JournalLocked locked = lock()) {
            server.branch().create(locked, "the server");
            server.branch().change(locked, locations());
        }
        server.run("git", "annex", "info", "--fast");
        RealAnnex.run(folder, "", "git", "clone", "-q", "-o", "server", server.folder.toString(), "client");
        client = RealAnnex.of(folder.resolve("client"), folder.resolve("client/.git"));
        client.run("git", "annex", "init", "-q", "client");
        pushForget();
        for (int kill = 0; kill < KILLS; kill++) {
            String before = tip();
            Entry entry = new Entry(
                    kill, new LocationChange(U, key(KEYS + kill), U, Presence.PRESENT, 5_000_000_000L + kill));
            AnnexBranchTest.record(server.branch(), List.of(entry));
            kill(random.nextLong(LONGEST_MILLIS));
            removeLock();
            assertKept(kill);
            if (!server.run("git", "rev-list", "git-annex").contains(before)) {
                client.run("git", "fetch", "-q", "server");
                pushForget();
            }
        }
        try (JournalLocked locked = lock()) {
            server.branch().merge(locked);
        }
        assertKept(KILLS - 1);
        assertThat(server.run("git", "grep", "-l", DEAD.text(), "git-annex").lines())
                .containsExactly("git-annex:trust.log");
        assertThat(server.run("git", "annex", "info", "--fast")).contains(U.text());
        assertThat(server.run("git", "grep", "-l", DEAD.text(), "git-annex").lines())
                .as("git-annex does not bring it back from its index")
                .containsExactly("git-annex:trust.log");
        assertThat(server.run("git", "rev-list", "--max-parents=0", "git-annex").lines())
                .hasSize(1);
        assertThat(server.run("git", "fsck", "--strict", "--no-dangling")).isEmpty();
    }

    /** Each at a second of its own: two of one second are one transition, and their branches are merged as they are. */
    private void pushForget() {
        forgets++;
        String clock = "GIT_ANNEX_VECTOR_CLOCK=" + (10 + forgets);
        client.run("env", clock, "git", "annex", "forget", "--drop-dead", "--force", "-q");
        client.run("git", "push", "-q", "--force", "server", "git-annex:refs/heads/synced/git-annex");
    }

    private void kill(long afterMillis) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Merging.class.getName(),
                        server.gitDir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("begins");
            process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
            process.destroyForcibly();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** As the next process does after a minute. */
    private void removeLock() {
        server.run(
                "rm", "-f", server.gitDir.resolve("refs/heads/git-annex.lock").toString());
    }

    private void assertKept(int last) throws IOException {
        for (int kill = 0; kill <= last; kill++) {
            assertThat(server.branch().locationLog(key(KEYS + kill)).present()).containsExactly(U);
        }
        assertThat(server.branch().locationLog(key(0)).present()).contains(U);
        assertThat(server.branch().locationLog(key(KEYS - 1)).present()).contains(U);
    }

    private String tip() {
        return server.run("git", "rev-parse", "git-annex").strip();
    }

    private JournalLocked lock() throws IOException {
        return server.branch().lock(Duration.ofSeconds(10));
    }

    private static Map<BranchPath, UnaryOperator<String>> locations() {
        Map<BranchPath, UnaryOperator<String>> changes = new LinkedHashMap<>();
        changes.put(new BranchPath("trust.log"), text -> DEAD + " X timestamp=5s\n");
        for (int i = 0; i < KEYS; i++) {
            List<String> lines = new ArrayList<>(List.of("5s 1 " + U, "6s 1 " + DEAD));
            changes.put(
                    BranchPath.locationLog(key(i), new gatehouse.repository.AnnexConfig.BranchHash(2)),
                    text -> String.join("\n", lines) + "\n");
        }
        return changes;
    }

    private static Key key(int number) {
        return new Key("WORM-s1--" + number);
    }

    static final class Merging {
        public static void main(String[] args) throws Exception {
            Path gitDir = Path.of(args[0]);
            try (RealAnnex annex = RealAnnex.of(gitDir, gitDir)) {
                AnnexBranch branch = annex.branch(U);
                System.out.println("begins");
                try (JournalLocked locked = branch.lock(Duration.ofSeconds(20))) {
                    branch.merge(locked);
                }
            }
        }
    }
}

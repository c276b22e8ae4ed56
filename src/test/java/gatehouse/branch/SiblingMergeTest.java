// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiblingMergeTest {
    private static final Uuid U = new Uuid("11111111-1111-4111-8111-111111111111");
    private static final Key KEY = new Key("WORM-s1--k");
    private static final Key SECOND = new Key("WORM-s1--l");

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

    @Test
    void branchesPushedByTwoClientsAreMergedAndGitAnnexFindsNothingLeftToDo() throws IOException {
        RealAnnex one = client("one", "synced/git-annex");
        RealAnnex two = client("two", "two/git-annex");
        set(server, KEY, "server-knows", "1");

        MergeOutcome outcome = merge();

        assertThat(outcome.merged())
                .containsExactlyInAnyOrder("refs/heads/synced/git-annex", "refs/heads/two/git-annex");
        assertThat(server.run("git", "log", "-1", "--format=%s", "git-annex"))
                .isEqualTo("merging synced/git-annex two/git-annex into git-annex\n");
        assertThat(server.run("git", "log", "-1", "--format=%P", "git-annex").split(" "))
                .hasSize(3);
        assertThat(server.branch().locationLog(KEY).present())
                .containsExactlyInAnyOrder(new Uuid("server-knows"), one.uuid(), two.uuid());
        String tip = server.run("git", "rev-parse", "git-annex");
        assertThat(server.run("git", "annex", "whereis", "--key", KEY.text(), "--json"))
                .contains(one.uuid().text())
                .contains(two.uuid().text());
        server.run("git", "annex", "merge");
        assertThat(server.run("git", "rev-parse", "git-annex")).isEqualTo(tip);
        assertThat(merge()).isEqualTo(MergeOutcome.NOTHING);
        server.run("git", "fsck", "--strict");
    }

    @Test
    void aBranchThatOnlyGoesOnIsFastForwardedTo() throws IOException {
        client("one", "synced/git-annex");
        String pushed = server.run("git", "rev-parse", "synced/git-annex");
        assertThat(merge().merged()).containsExactly("refs/heads/synced/git-annex");
        assertThat(server.run("git", "rev-parse", "git-annex")).isEqualTo(pushed);
    }

    @Test
    void aServerWithoutABranchTakesTheOneThatIsPushed() throws IOException {
        client("one", "synced/git-annex");
        server.run("git", "update-ref", "-d", "refs/heads/git-annex");
        merge();
        assertThat(server.run("git", "rev-parse", "git-annex"))
                .isEqualTo(server.run("git", "rev-parse", "synced/git-annex"));
    }

    @Test
    void aBranchTunedOtherwiseIsLeft() throws IOException {
        RealAnnex other = RealAnnex.bare(folder.resolve("other"));
        other.run("git", "annex", "init", "-q", "-c", "annex.tune.objecthashlower=true", "other");
        other.run("git", "push", "-q", server.folder.toString(), "git-annex:synced/git-annex");
        assertThat(merge().left())
                .containsExactly(
                        new MergeOutcome.Left("refs/heads/synced/git-annex", MergeOutcome.Reason.TUNED_DIFFERENTLY));
    }

    @Test
    void nothingIsMergedWhereItIsSwitchedOff() throws IOException {
        client("one", "synced/git-annex");
        server.run("git", "config", "annex.merge-annex-branches", "false");
        server.repository().getConfig().clear();
        assertThat(merge()).isEqualTo(MergeOutcome.NOTHING);
    }

    @Test
    void gitAnnexMergesWhatWeRecordedAsWellAsWhatIsPushed() throws IOException {
        RealAnnex one = client("one", "synced/git-annex");
        AnnexBranchTest.record(
                server.branch(),
                java.util.List.of(new gatehouse.whereis.LocationJournal.Entry(
                        1,
                        new gatehouse.whereis.LocationChange(
                                U, SECOND, U, gatehouse.whereis.LocationChange.Presence.PRESENT, 5_000_000_000L))));
        server.run("git", "annex", "merge");
        assertThat(server.branch().locationLog(KEY).present()).containsExactly(one.uuid());
        assertThat(server.branch().locationLog(SECOND).present()).containsExactly(U);
    }

    private MergeOutcome merge() throws IOException {
        AnnexBranch branch = server.branch();
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(10))) {
            return branch.merge(locked);
        }
    }

    /** A clone that says that it has the key, and has pushed its branch. */
    private RealAnnex client(String name, String as) throws IOException {
        Path clone = folder.resolve(name);
        RealAnnex.run(folder, "", "git", "clone", "-q", "-o", "server", server.folder.toString(), clone.toString());
        RealAnnex client = RealAnnex.of(clone, clone.resolve(".git"));
        client.run("git", "annex", "init", "-q", name);
        set(client, KEY, client.uuid().text(), "1");
        client.run("git", "annex", "merge", "-q");
        client.run("git", "push", "-q", "server", "git-annex:" + "refs/heads/" + as);
        return client;
    }

    private static void set(RealAnnex annex, Key key, String where, String present) {
        annex.run("git", "annex", "setpresentkey", key.text(), where, present);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.JournalLocked;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push that puts the git-annex branch in the place of the one that the server has. */
class ForcedBranchPushTest {
    private static final String KEY = "WORM-s1--k";

    @TempDir
    Path temporary;

    private RealGit git;
    private GitServer server;
    private Path served;
    private Uuid uuid;
    private Path clone;

    @BeforeEach
    void start() throws IOException {
        git = new RealGit(temporary.resolve("home"));
        server = new GitServer(temporary.resolve("served"));
        uuid = server.created("demo").uuid();
        served = temporary.resolve("served/demo.git");
        git.git(temporary, "clone", "-q", server.url("demo"), "clone");
        clone = temporary.resolve("clone");
        git.git(clone, "config", "remote.origin.annex-ignore", "true");
        git.git(clone, "annex", "init", "-q", "the clone");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aForgetPushedOverTheBranchKeepsWhatTheServerHadRecordedSince() throws IOException {
        git.git(clone, "annex", "forget", "--force", "-q");
        String old = recorded();

        git.git(clone, "push", "-q", "--force", "origin", "git-annex");

        assertRecorded();
        assertThat(git.git(served, "rev-list", "git-annex")).doesNotContain(old);
        assertThat(git.git(served, "show", "git-annex:transitions.log")).startsWith("ForgetGitHistory");
        assertThat(git.git(served, "for-each-ref", "refs/gatehouse")).isEmpty();
    }

    @Test
    void anOlderBranchPushedOverItLosesNothing() throws IOException {
        recorded();
        git.git(clone, "push", "-q", "--force", "origin", "git-annex");
        assertRecorded();
        assertThat(git.git(served, "show", "git-annex:uuid.log")).contains("the clone", "made for a test");
        assertThat(git.git(served, "for-each-ref", "refs/gatehouse")).isEmpty();
    }

    /** Has the server record that it has the key; the tip before. */
    private String recorded() throws IOException {
        String tip = git.git(served, "rev-parse", "git-annex").strip();
        LocationChange change = new LocationChange(uuid, new Key(KEY), uuid, Presence.PRESENT, 5_000_000_000L);
        server.open.with(uuid, branch -> {
            try (JournalLocked locked = branch.lock(Duration.ofSeconds(10))) {
                return branch.record(locked, List.of(new Entry(1, change)));
            }
        });
        return tip;
    }

    private void assertRecorded() throws IOException {
        assertThat(server.open.with(
                        uuid, branch -> branch.locationLog(new Key(KEY)).present()))
                .hasValueSatisfying(present -> assertThat(present).containsExactly(uuid));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.BranchPath;
import gatehouse.branch.JournalLocked;
import gatehouse.branch.RealAnnex;
import gatehouse.branch.log.NumCopiesLog;
import gatehouse.branch.log.VectorClock;
import gatehouse.preferred.Sizes;
import gatehouse.preferred.Subject;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Placement rules, read while the real git-annex and others change them. */
class PlacementsTest {
    private static final Uuid ELSEWHERE = new Uuid("00000000-0000-4000-8000-000000000001");

    @TempDir
    Path folder;

    private RealAnnex annex;
    private Uuid here;
    private Placements placements;

    @BeforeEach
    void serve() throws IOException {
        annex = RealAnnex.initialised(folder.resolve("served"));
        here = annex.uuid();
        placements = new Placements(ServedAnnex.of(annex));
    }

    @AfterEach
    void close() {
        annex.close();
    }

    @Test
    void ofARepositoryThatIsNotServedNothingIsKnown() throws IOException {
        assertThat(placements.of(ELSEWHERE)).isEmpty();
        assertThat(placements.maxSize(ELSEWHERE, here)).isEmpty();
    }

    @Test
    void whereNothingIsSetTheDefaultsHold() throws IOException {
        PlacementRules rules = rules();

        assertThat(rules.repository()).isEqualTo(here);
        assertThat(rules.logs().locations()).containsExactly(here);
        assertThat(rules.logs().descriptions()).containsEntry(here, "real");
        assertThat(rules.numCopies()).isEqualTo(NumCopies.DEFAULT);
        assertThat(rules.minCopies()).isEqualTo(MinCopies.DEFAULT);
        assertThat(rules.maxSize(here)).isEmpty();
        assertThat(rules.trust(here)).isEqualTo(TrustLevel.SEMITRUSTED);
        assertThat(rules.network().balancing().fullThreshhold()).isEqualTo(0.9);
        assertThat(rules.members()).isEmpty();
    }

    @Test
    void whatGitAnnexSetsIsSeenAtOnce() throws IOException {
        PlacementRules before = rules();
        annex.run("git", "annex", "group", "-q", "here", "archive");
        annex.run("git", "annex", "group", "-q", "here", "cold");
        assertThat(rules().groups(here)).containsExactlyInAnyOrder(new Group("archive"), new Group("cold"));
        annex.run("git", "annex", "maxsize", "-q", "here", "2 kB");
        assertThat(placements.maxSize(here, here)).contains(new MaxSize(2000));
        annex.run("git", "annex", "numcopies", "-q", "3");
        assertThat(rules().numCopies()).isEqualTo(new NumCopies(3));
        annex.run("git", "annex", "mincopies", "-q", "2");
        assertThat(rules().minCopies()).isEqualTo(new MinCopies(2));
        annex.run("git", "annex", "wanted", "-q", "here", "include=*.mp3");
        annex.run("git", "annex", "required", "-q", "here", "include=*.ogg");
        annex.run("git", "annex", "groupwanted", "-q", "cold", "anything");
        annex.run("git", "annex", "untrust", "-q", "here");

        PlacementRules rules = rules();
        assertThat(rules.logs().expressions().preferred()).containsEntry(here, "include=*.mp3");
        assertThat(rules.logs().expressions().required()).containsEntry(here, "include=*.ogg");
        assertThat(rules.logs().expressions().ofGroups()).containsEntry(new Group("cold"), "anything");
        assertThat(rules.trust(here)).isEqualTo(TrustLevel.UNTRUSTED);
        assertThat(rules.members()).containsOnlyKeys(new Group("archive"), new Group("cold"));
        assertThat(wants(rules, "a.mp3")).isTrue();
        assertThat(wants(rules, "a.txt")).isFalse();
        assertThat(wants(before, "a.mp3"))
                .as("the rules of before stay as they were")
                .isFalse();
    }

    /** As while a git-annex runs that has changed a setting and does other things. */
    @Test
    void whatIsStillInTheJournalCounts() throws IOException {
        annex.run("git", "annex", "maxsize", "-q", "here", "1 kB");
        String tip = annex.run("git", "rev-parse", "git-annex");
        assertThat(placements.maxSize(here, here)).contains(new MaxSize(1000));
        for (int kilobytes = 2; kilobytes <= 4; kilobytes++) {
            annex.run("git", "-c", "annex.alwayscommit=false", "annex", "maxsize", "-q", "here", kilobytes + " kB");
            assertThat(placements.maxSize(here, here)).contains(new MaxSize(1000L * kilobytes));
        }
        assertThat(annex.run("git", "rev-parse", "git-annex")).isEqualTo(tip);
        annex.run("git", "annex", "merge", "-q");
        assertThat(annex.run("git", "rev-parse", "git-annex")).isNotEqualTo(tip);
        assertThat(placements.maxSize(here, here)).contains(new MaxSize(4000));
    }

    @Test
    void whatAPushBringsIsSeenAtOnce() throws IOException {
        assertThat(rules().numCopies()).isEqualTo(NumCopies.DEFAULT);
        String before = annex.run("git", "rev-parse", "git-annex").strip();
        annex.run("git", "annex", "numcopies", "-q", "5");
        String after = annex.run("git", "rev-parse", "git-annex").strip();

        annex.run("git", "update-ref", "refs/heads/git-annex", before);
        assertThat(rules().numCopies()).isEqualTo(NumCopies.DEFAULT);
        annex.run("git", "update-ref", "refs/heads/git-annex", after);
        assertThat(rules().numCopies()).isEqualTo(new NumCopies(5));
    }

    @Test
    void whatWeWriteIsSeenAtOnce() throws IOException {
        AnnexBranch branch = annex.branch();
        for (int copies = 2; copies <= 4; copies++) {
            NumCopies wanted = new NumCopies(copies);
            assertThat(rules().numCopies()).isNotEqualTo(wanted);
            try (JournalLocked locked = branch.lock(Duration.ofSeconds(20))) {
                branch.change(
                        locked,
                        Map.of(
                                new BranchPath(NumCopiesLog.FILE),
                                text -> NumCopiesLog.parse(text)
                                        .with(VectorClock.ofNanos(1), wanted)
                                        .format()));
            }
            assertThat(rules().numCopies()).isEqualTo(wanted);
        }
    }

    @Test
    void theGitConfigCountsWhereGitAnnexLetsItCount() throws IOException {
        assertThat(rules().numCopies()).isEqualTo(NumCopies.DEFAULT);
        annex.run("git", "config", "annex.numcopies", "4");
        annex.run("git", "config", "annex.fullybalancedthreshhold", "55.5");
        annex.run("git", "config", "remote.far.annex-uuid", ELSEWHERE.text());
        annex.run("git", "config", "remote.far.annex-trustlevel", "trusted");
        assertThat(rules().numCopies()).isEqualTo(new NumCopies(4));
        assertThat(rules().network().numCopies()).isEqualTo(new NumCopies(4));
        assertThat(rules().network().balancing().fullThreshhold()).isEqualTo(0.555);
        assertThat(rules().trust(ELSEWHERE)).isEqualTo(TrustLevel.TRUSTED);
        assertThat(rules().logs().trust()).as("as written").isEmpty();
        assertThat(rules().config().remotes()).containsEntry("far", ELSEWHERE);

        annex.run("git", "annex", "numcopies", "-q", "2");
        assertThat(rules().numCopies()).as("the branch comes first").isEqualTo(new NumCopies(2));
    }

    @Test
    void nothingIsReadAgainWhileNothingOfItChanged() throws IOException {
        annex.run("git", "annex", "group", "-q", "here", "archive");
        PlacementRules rules = rules();
        assertThat(rules()).isSameAs(rules);
        annex.run("git", "annex", "setpresentkey", "WORM-s3--x", ELSEWHERE.text(), "1");
        assertThat(rules()).as("only where a key is has changed").isSameAs(rules);
        annex.run("git", "annex", "ungroup", "-q", "here", "archive");
        assertThat(rules()).isNotSameAs(rules);
        assertThat(rules().groups(here)).isEmpty();
    }

    @Test
    void aMaxsizeOfZeroTakesTheLimitBack() throws IOException {
        annex.run("git", "annex", "maxsize", "-q", "here", "1 GB");
        assertThat(placements.maxSize(here, here)).contains(new MaxSize(1_000_000_000));
        annex.run("git", "annex", "maxsize", "-q", "here", "0");
        assertThat(placements.maxSize(here, here)).isEmpty();
        assertThat(rules().logs().maxSizes()).containsEntry(here, new MaxSize(0));
    }

    @Test
    void remotesHaveTheirPreferredDirAndNodesTheirClusters() throws IOException {
        Files.createDirectory(folder.resolve("files"));
        annex.run(
                "git",
                "annex",
                "initremote",
                "-q",
                "shelf",
                "type=directory",
                "directory=" + folder.resolve("files"),
                "encryption=none",
                "preferreddir=for all");
        Uuid shelf =
                new Uuid(annex.run("git", "config", "remote.shelf.annex-uuid").strip());
        annex.run("git", "annex", "initcluster", "many");
        Uuid cluster = new Uuid(annex.run("git", "config", "annex.cluster.many").strip());
        annex.run("git", "config", "remote.shelf.annex-cluster-node", "many");
        annex.run("git", "annex", "updatecluster");

        assertThat(rules().network().preferredDirs()).containsExactly(Map.entry(shelf, "for all"));
        assertThat(rules().network().clustersOfNodes()).containsExactly(Map.entry(shelf, Set.of(cluster)));
        annex.run("git", "annex", "dead", "-q", "shelf");
        assertThat(rules().network().clustersOfNodes()).isEmpty();
        assertThat(rules().logs().clusters().values()).containsExactly(Set.of(shelf));
    }

    private PlacementRules rules() throws IOException {
        return placements.of(here).orElseThrow();
    }

    private boolean wants(PlacementRules rules, String file) {
        Subject subject = Subject.of(gatehouse.key.Key.of("WORM-s3--x").orElseThrow(), Set.of())
                .named(file);
        return rules.content().wantGet(here, subject, Sizes.of(Map.of())).matches(false);
    }
}

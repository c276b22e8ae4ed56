// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.GroupLog;
import gatehouse.branch.log.GroupPreferredContentLog;
import gatehouse.branch.log.MaxSizeLog;
import gatehouse.branch.log.MinCopiesLog;
import gatehouse.branch.log.NumCopiesLog;
import gatehouse.branch.log.PreferredContentLog;
import gatehouse.branch.log.RequiredContentLog;
import gatehouse.branch.log.TrustLog;
import gatehouse.branch.log.VectorClock;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What says how content is placed: git-annex reads what we wrote, and we what it wrote, each after the other. */
class PlacementLogsTest {
    private static final String GROUP = "cameras";
    private static final VectorClock LONG_AGO = VectorClock.ofNanos(1_000_000_000L);

    @TempDir
    Path folder;

    @Test
    void gitAnnexAndWeReadWhatTheOtherWrote() throws Exception {
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"))) {
            Uuid here = annex.uuid();
            for (int round = 1; round <= 2; round++) {
                theirs(annex, here, round);
                ours(annex, here, round);
            }
        }
    }

    private static void theirs(RealAnnex annex, Uuid here, int round) throws IOException {
        String size = round + "000";
        annex.run("git", "annex", "group", "-q", "here", "theirs" + round);
        annex.run("git", "annex", "wanted", "-q", "here", "include=*." + round);
        annex.run("git", "annex", "required", "-q", "here", "include=*.r" + round);
        annex.run("git", "annex", "groupwanted", "-q", GROUP, "include=*.g" + round);
        annex.run("git", "annex", "numcopies", "-q", Integer.toString(10 + round));
        annex.run("git", "annex", "mincopies", "-q", Integer.toString(20 + round));
        annex.run("git", "annex", "maxsize", "-q", "here", size + " bytes");
        annex.run("git", "annex", "untrust", "-q", "here");
        AnnexBranch branch = annex.branch();
        assertThat(GroupLog.parse(read(branch, GroupLog.FILE)).groups().get(here))
                .contains(new Group("theirs" + round));
        assertThat(PreferredContentLog.parse(read(branch, PreferredContentLog.FILE))
                        .expressions())
                .containsEntry(here, "include=*." + round);
        assertThat(RequiredContentLog.parse(read(branch, RequiredContentLog.FILE))
                        .expressions())
                .containsEntry(here, "include=*.r" + round);
        assertThat(GroupPreferredContentLog.parse(read(branch, GroupPreferredContentLog.FILE))
                        .expressions())
                .containsEntry(new Group(GROUP), "include=*.g" + round);
        assertThat(NumCopiesLog.parse(read(branch, NumCopiesLog.FILE)).copies()).contains(new NumCopies(10 + round));
        assertThat(MinCopiesLog.parse(read(branch, MinCopiesLog.FILE)).copies()).contains(new MinCopies(20 + round));
        assertThat(MaxSizeLog.parse(read(branch, MaxSizeLog.FILE)).sizes())
                .containsEntry(here, new MaxSize(Long.parseLong(size)));
        assertThat(TrustLog.parse(read(branch, TrustLog.FILE)).levels()).containsEntry(here, TrustLevel.UNTRUSTED);
    }

    /** Each with a clock of long ago: what we write is later than what it replaces all the same. */
    private static void ours(RealAnnex annex, Uuid here, int round) throws IOException {
        AnnexBranch branch = annex.branch();
        Map<BranchPath, UnaryOperator<String>> changes = new LinkedHashMap<>();
        changes.put(
                new BranchPath(GroupLog.FILE),
                text -> GroupLog.parse(text)
                        .with(LONG_AGO, here, Set.of(new Group("b"), new Group("ours" + round)))
                        .format());
        changes.put(
                new BranchPath(PreferredContentLog.FILE),
                text -> PreferredContentLog.parse(text)
                        .with(LONG_AGO, here, "largerthan=" + round + "kb and not copies=3")
                        .format());
        changes.put(
                new BranchPath(RequiredContentLog.FILE),
                text -> RequiredContentLog.parse(text)
                        .with(LONG_AGO, here, "smallerthan=" + round + "kb")
                        .format());
        changes.put(
                new BranchPath(GroupPreferredContentLog.FILE),
                text -> GroupPreferredContentLog.parse(text)
                        .with(LONG_AGO, new Group(GROUP), "exclude=*." + round)
                        .format());
        changes.put(
                new BranchPath(NumCopiesLog.FILE),
                text -> NumCopiesLog.parse(text)
                        .with(LONG_AGO, new NumCopies(30 + round))
                        .format());
        changes.put(
                new BranchPath(MinCopiesLog.FILE),
                text -> MinCopiesLog.parse(text)
                        .with(LONG_AGO, new MinCopies(40 + round))
                        .format());
        changes.put(
                new BranchPath(MaxSizeLog.FILE),
                text -> MaxSizeLog.parse(text)
                        .with(LONG_AGO, here, new MaxSize(5_000L + round))
                        .format());
        changes.put(
                new BranchPath(TrustLog.FILE),
                text -> TrustLog.parse(text)
                        .with(LONG_AGO, here, TrustLevel.TRUSTED)
                        .format());
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(20))) {
            branch.takeJournal(locked);
            branch.change(locked, changes);
        }
        assertThat(annex.run("git", "annex", "group", "here").strip().split(" "))
                .containsExactlyInAnyOrder("b", "ours" + round);
        assertThat(annex.run("git", "annex", "wanted", "here").strip())
                .isEqualTo("largerthan=" + round + "kb and not copies=3");
        assertThat(annex.run("git", "annex", "required", "here").strip()).isEqualTo("smallerthan=" + round + "kb");
        assertThat(annex.run("git", "annex", "groupwanted", GROUP).strip()).isEqualTo("exclude=*." + round);
        assertThat(annex.run("git", "annex", "numcopies").strip()).isEqualTo(Integer.toString(30 + round));
        assertThat(annex.run("git", "annex", "mincopies").strip()).isEqualTo(Integer.toString(40 + round));
        assertThat(annex.run("git", "annex", "maxsize", "--json", "here")).contains("\"maxsize\":" + (5_000 + round));
        assertThat(annex.run("git", "annex", "info", "--fast", "--json"))
                .containsPattern("\"trusted repositories\":\\[\\{[^]]*" + here);
    }

    private static String read(AnnexBranch branch, String file) throws IOException {
        return branch.read(new BranchPath(file));
    }
}

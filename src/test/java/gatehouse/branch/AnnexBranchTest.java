// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.branch.log.LocationLog;
import gatehouse.branch.log.UuidLog;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnexBranchTest {
    private static final Uuid U = new Uuid("11111111-1111-4111-8111-111111111111");
    private static final Uuid OTHER = new Uuid("22222222-2222-4222-8222-222222222222");
    private static final Duration SECONDS = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void gitAnnexTakesARepositoryWithACreatedBranchForInitialised() throws IOException {
        try (RealAnnex annex = created()) {
            assertThat(annex.run("git", "log", "--format=%s", "git-annex")).isEqualTo("update\nbranch created\n");
            assertThat(annex.run("git", "annex", "info", "--fast", "--json"))
                    .contains("\"description\":\"the server\"")
                    .contains(U.text());
            assertThat(annex.run("git", "log", "--format=%s", "git-annex"))
                    .as("git-annex had nothing to add")
                    .isEqualTo("update\nbranch created\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 500})
    void gitAnnexReadsWhatWasRecorded(int keys) throws IOException {
        try (RealAnnex annex = created()) {
            record(annex.branch(), present(keys));
            String whereis = annex.runWithInput(keyList(keys), "git", "annex", "whereis", "--batch-keys", "--json");
            assertThat(whereis.lines()).hasSize(keys).allMatch(line -> line.contains(U.text()));
            annex.run("git", "fsck", "--strict");
        }
    }

    @Test
    void gitAnnexFindsNothingToMendInTheLog() throws IOException {
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"))) {
            Files.writeString(annex.folder.resolve("f"), "content");
            annex.run("git", "annex", "add", "-q", "f");
            annex.run("git", "commit", "-qm", "f");
            Key key = new Key(annex.run("git", "annex", "lookupkey", "f").strip());
            record(annex.branch(), List.of(entry(1, key, OTHER, Presence.PRESENT, 5)));
            assertThat(annex.run("git", "annex", "whereis", "--json", "f"))
                    .contains(OTHER.text())
                    .contains(annex.uuid().text());
            String tip = annex.run("git", "rev-parse", "git-annex:" + path(key));
            assertThat(annex.run("git", "annex", "fsck", "--fast")).contains("ok");
            assertThat(annex.run("git", "rev-parse", "git-annex:" + path(key))).isEqualTo(tip);
        }
    }

    @Test
    void logsThatGitAnnexWroteAreFormattedAgainAsTheyWere() throws IOException {
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"))) {
            annex.run("git", "annex", "describe", "here", "d\u00c3\u00a9j\u00c3\u00a0\nvu  timestamp=3s");
            for (String clock : List.of("1431286201.113452", "5", "1700000000.5")) {
                annex.run(
                        "env",
                        "GIT_ANNEX_VECTOR_CLOCK=" + clock,
                        "git",
                        "annex",
                        "setpresentkey",
                        "WORM-s1--" + clock,
                        "zzz",
                        "1");
                annex.run(
                        "env",
                        "GIT_ANNEX_VECTOR_CLOCK=" + clock,
                        "git",
                        "annex",
                        "setpresentkey",
                        "WORM-s1--" + clock,
                        "aaa",
                        "1");
                annex.run(
                        "env",
                        "GIT_ANNEX_VECTOR_CLOCK=" + clock,
                        "git",
                        "annex",
                        "setpresentkey",
                        "WORM-s1--" + clock,
                        "zzz",
                        "0");
            }
            annex.run("git", "annex", "merge", "-q");
            List<String> files = annex.run("git", "ls-tree", "-r", "--name-only", "git-annex")
                    .lines()
                    .toList();
            assertThat(files).hasSize(4).contains("uuid.log");
            for (String file : files) {
                String text = annex.shown(file);
                assertThat(
                                file.equals("uuid.log")
                                        ? UuidLog.parse(text).format()
                                        : LocationLog.parse(text).format())
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void weWriteTheSameBytesAsGitAnnexForTheSameChanges() throws IOException {
        try (RealAnnex theirs = RealAnnex.initialised(folder.resolve("theirs"));
                RealAnnex ours = created()) {
            List<Entry> entries = new ArrayList<>();
            Key key = new Key("SHA256E-s3--abc.txt");
            int[][] steps = {{1, 5}, {1, 9}, {0, 9}, {1, 8}, {0, 100}};
            for (int[] step : steps) {
                theirs.run(
                        "env",
                        "GIT_ANNEX_VECTOR_CLOCK=" + step[1],
                        "git",
                        "annex",
                        "setpresentkey",
                        key.text(),
                        U.text(),
                        "" + step[0]);
                Presence presence = step[0] == 1 ? Presence.PRESENT : Presence.MISSING;
                entries.add(entry(entries.size(), key, U, presence, step[1]));
            }
            theirs.run("git", "annex", "merge", "-q");
            record(ours.branch(), entries);
            assertThat(ours.shown(path(key))).isEqualTo(theirs.shown(path(key)));
        }
    }

    @Test
    void aChangeTakesInWhatTheJournalHoldsOfTheSameKeyAndLeavesTheRest() throws IOException {
        try (RealAnnex annex = created()) {
            annex.run("git", "annex", "setpresentkey", key(0).text(), OTHER.text(), "1");
            annex.run("git", "annex", "setpresentkey", key(1).text(), OTHER.text(), "1");
            Path journal = annex.gitDir.resolve("annex/journal");
            assertThat(names(journal)).hasSize(2);
            AnnexBranch branch = annex.branch();
            assertThat(branch.locationLog(key(1)).present())
                    .as("read through the journal")
                    .containsExactly(OTHER);
            record(branch, present(1));
            assertThat(names(journal)).hasSize(1);
            assertThat(branch.locationLog(key(0)).present()).containsExactly(U, OTHER);
            assertThat(annex.shown(path(key(0)))).contains(U.text()).contains(OTHER.text());
            try (JournalLocked locked = branch.lock(SECONDS)) {
                assertThat(branch.takeJournal(locked)).isPresent();
                assertThat(branch.takeJournal(locked)).isEmpty();
            }
            assertThat(names(journal)).isEmpty();
            assertThat(annex.shown(path(key(1)))).contains(OTHER.text());
        }
    }

    @Test
    void gitAnnexCommittingItsJournalKeepsWhatWeCommittedMeanwhile() throws IOException {
        try (RealAnnex annex = created()) {
            AnnexBranch branch = annex.branch();
            record(branch, present(3));
            annex.run("git", "annex", "setpresentkey", key(7).text(), OTHER.text(), "1");
            record(
                    branch,
                    List.of(entry(9, key(0), U, Presence.MISSING, 20), entry(10, key(8), U, Presence.PRESENT, 20)));
            annex.run("git", "annex", "merge");
            assertThat(branch.locationLog(key(0)).present()).isEmpty();
            assertThat(branch.locationLog(key(7)).present()).containsExactly(OTHER);
            assertThat(branch.locationLog(key(8)).present()).containsExactly(U);
            record(branch, List.of(entry(11, key(0), U, Presence.PRESENT, 1)));
            assertThat(branch.locationLog(key(0)).present()).containsExactly(U);
        }
    }

    @Test
    void aBatchGivenAgainAfterACrashDoesNotUndoWhatOthersHaveRecordedSince() throws IOException {
        try (RealAnnex annex = created()) {
            AnnexBranch branch = annex.branch();
            List<Entry> batch = present(2);
            record(branch, batch);
            annex.run("git", "annex", "setpresentkey", key(0).text(), U.text(), "0");
            List<Entry> again = new ArrayList<>(batch);
            again.add(entry(50, key(1), U, Presence.MISSING, 30));
            record(branch, again);
            record(branch, again);
            assertThat(branch.locationLog(key(0)).present()).isEmpty();
            assertThat(branch.locationLog(key(1)).present()).isEmpty();
        }
    }

    @Test
    void theSamePlacesOfAnotherJournalAreNotTakenForAReplay() throws IOException {
        try (RealAnnex annex = created()) {
            AnnexBranch branch = annex.branch();
            record(branch, present(2));
            record(branch, List.of(entry(0, key(0), U, Presence.MISSING, 30)));
            assertThat(branch.locationLog(key(0)).present()).isEmpty();
        }
    }

    @Test
    void whatSaysNothingNewMakesNoCommit() throws IOException {
        try (RealAnnex annex = created()) {
            AnnexBranch branch = annex.branch();
            record(branch, present(2));
            var tip = branch.tip();
            try (JournalLocked locked = branch.lock(SECONDS)) {
                assertThat(branch.record(locked, List.of(entry(70, key(1), U, Presence.PRESENT, 30))))
                        .isEmpty();
            }
            assertThat(branch.tip()).isEqualTo(tip);
        }
    }

    @Test
    void oneLevelOfHashFoldersIsUsedWhereConfigured() throws IOException {
        try (RealAnnex annex = RealAnnex.bare(folder.resolve("r"))) {
            annex.run("git", "config", "annex.tune.branchhash1", "true");
            annex.run("git", "config", "annex.uuid", U.text());
            annex.run("git", "config", "annex.version", "10");
            AnnexBranch branch =
                    new AnnexBranch(annex.repository(), annex.config(U, 1), java.time.InstantSource.system());
            try (JournalLocked locked = branch.lock(SECONDS)) {
                branch.create(locked, "tuned");
            }
            record(branch, present(1));
            assertThat(annex.run("git", "annex", "whereis", "--key", key(0).text(), "--json"))
                    .contains(U.text());
            assertThat(annex.shown("difference.log")).startsWith(U + " fromList [OneLevelBranchHash] timestamp=");
        }
    }

    @Test
    void keysOfAnyBytesAreRecorded() throws IOException {
        try (RealAnnex annex = created()) {
            Key odd = Key.of("WORM-s1--a/b&c:d%e\u00ff\u00fe f").orElseThrow();
            record(annex.branch(), List.of(entry(1, odd, U, Presence.PRESENT, 5)));
            assertThat(annex.branch().locationLog(odd).present()).containsExactly(U);
            assertThat(annex.runWithInput(odd.text() + "\n", "git", "annex", "whereis", "--batch-keys"))
                    .contains(U.text());
        }
    }

    @Test
    void aChangeWithoutTheLockIsABug() throws IOException {
        try (RealAnnex annex = created()) {
            AnnexBranch branch = annex.branch();
            JournalLocked locked = branch.lock(SECONDS);
            locked.close();
            assertThatThrownBy(() -> branch.change(locked, Map.of())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theLockFileThatAKilledProcessLeftOnTheRefIsRemovedAfterAWhile() throws IOException {
        try (RealAnnex annex = created()) {
            Path lock = Files.createFile(annex.gitDir.resolve("refs/heads/git-annex.lock"));
            AnnexBranch branch = annex.branch();
            assertThatThrownBy(() -> record(branch, present(1))).isInstanceOf(FailureException.class);
            assertThat(lock).exists();
            Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(90)));
            record(branch, present(1));
            assertThat(branch.locationLog(key(0)).present()).containsExactly(U);
        }
    }

    @Test
    void manyPacksBecomeOneAndNothingIsLost() throws IOException {
        try (RealAnnex annex = created()) {
            annex.run("git", "config", "gc.autoPackLimit", "2");
            AnnexBranch branch = annex.branch();
            for (int batch = 0; batch < 4; batch++) {
                List<Entry> entries = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    entries.add(entry(batch * 50L + i, key(batch * 50 + i), U, Presence.PRESENT, 10));
                }
                record(branch, entries);
            }
            Path packs = annex.gitDir.resolve("objects/pack");
            assertThat(names(packs).stream().filter(name -> name.endsWith(".pack")))
                    .hasSize(4);
            BranchMaintenance.packWhereNeeded(branch, Instant.now().plusSeconds(5));
            assertThat(names(packs).stream().filter(name -> name.endsWith(".pack")))
                    .hasSize(1);
            for (int i = 0; i < 200; i++) {
                assertThat(branch.locationLog(key(i)).present()).containsExactly(U);
            }
            annex.run("git", "fsck", "--strict");
            record(branch, List.of(entry(900, key(900), U, Presence.PRESENT, 10)));
            assertThat(branch.locationLog(key(900)).present()).containsExactly(U);
        }
    }

    @Test
    void nothingIsLeftBesideTheObjects() throws IOException {
        try (RealAnnex annex = created()) {
            record(annex.branch(), present(100));
            assertThat(names(annex.gitDir.resolve("objects")).stream().filter(name -> name.startsWith("tmp")))
                    .isEmpty();
            assertThat(names(annex.gitDir.resolve("objects/pack"))).hasSize(2);
        }
    }

    private RealAnnex created() throws IOException {
        RealAnnex annex = RealAnnex.bare(folder.resolve("server"));
        annex.run("git", "config", "annex.uuid", U.text());
        annex.run("git", "config", "annex.version", "10");
        AnnexBranch branch = annex.branch();
        try (JournalLocked locked = branch.lock(SECONDS)) {
            branch.create(locked, "the server");
        }
        return annex;
    }

    static void record(AnnexBranch branch, List<Entry> entries) throws IOException {
        try (JournalLocked locked = branch.lock(SECONDS)) {
            branch.record(locked, entries);
        }
    }

    private static List<Entry> present(int keys) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            entries.add(entry(i, key(i), U, Presence.PRESENT, 10));
        }
        return entries;
    }

    private static Entry entry(long place, Key key, Uuid where, Presence presence, int atSeconds) {
        return new Entry(place, new LocationChange(U, key, where, presence, atSeconds * 1_000_000_000L));
    }

    private static Key key(int number) {
        return new Key("SHA256E-s5--" + number + ".dat");
    }

    private static String keyList(int keys) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < keys; i++) {
            list.append(key(i)).append('\n');
        }
        return list.toString();
    }

    private static String path(Key key) {
        return BranchPath.locationLog(key, new gatehouse.repository.AnnexConfig.BranchHash(2))
                .text();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchCommitterTest {
    private static final Uuid ONE = new Uuid("11111111-1111-4111-8111-111111111111");
    private static final Uuid TWO = new Uuid("22222222-2222-4222-8222-222222222222");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final MemoryLocationJournal journal = new MemoryLocationJournal();
    private final Branches branches = new Branches();
    private final Map<Key, Presence> found = new HashMap<>();
    private BranchCommitter committer;

    private static final class Branches implements AnnexBranches {
        private final Map<Uuid, RealAnnex> served = new HashMap<>();
        private final Set<Uuid> broken = new HashSet<>();

        @Override
        public <R> Optional<R> with(Uuid repository, Use<R> use) throws IOException {
            if (broken.contains(repository)) {
                throw new IOException("the disk is gone");
            }
            RealAnnex annex = served.get(repository);
            return annex == null ? Optional.empty() : Optional.of(use.of(annex.branch(repository)));
        }
    }

    @BeforeEach
    void create() throws IOException {
        branches.served.put(ONE, RealAnnex.bare(folder.resolve("one")));
        branches.served.put(TWO, RealAnnex.bare(folder.resolve("two")));
        SizesInStep inStep = new SizesInStep(new MemoryRepoSizes(journal));
        committer = new BranchCommitter(
                journal,
                branches,
                (repository, key) -> Optional.ofNullable(found.get(key)),
                new BranchCommitter.Sizes(inStep, new SizeCounting(branches, inStep, Runnable::run, 2)),
                new BranchMaintenance(branches, Runnable::run, clock),
                clock,
                clock);
    }

    @AfterEach
    void close() {
        branches.served.values().forEach(RealAnnex::close);
        clock.shutdownNow();
    }

    @Test
    void changesAreCommittedTogetherAfterASecondOfQuiet() throws IOException {
        record(ONE, 1);
        clock.pass(Duration.ofMillis(900));
        record(ONE, 2);
        clock.pass(Duration.ofMillis(900));
        assertThat(tip(ONE)).isEmpty();
        clock.pass(Duration.ofMillis(100));
        assertThat(present(ONE, 1)).isTrue();
        assertThat(present(ONE, 2)).isTrue();
        assertThat(commits(ONE)).as("the first, and one for both").isEqualTo(2);
        assertThat(journal.repositoriesWithPending()).isEmpty();
        assertThat(clock.scheduled()).isEmpty();
    }

    @Test
    void whatAnotherProcessHasUndoneMeanwhileIsCommittedAsItIs() throws IOException {
        record(ONE, 1);
        record(ONE, 2);
        found.put(key(1), Presence.MISSING);
        found.put(key(2), Presence.PRESENT);
        committer.flush(ONE);
        assertThat(present(ONE, 1)).isFalse();
        assertThat(present(ONE, 2)).isTrue();
        assertThat(journal.repositoriesWithPending()).isEmpty();
    }

    @Test
    void underLoadChangesWaitForFiveSecondsAtMost() throws IOException {
        for (int i = 0; i < 12; i++) {
            record(ONE, i);
            clock.pass(Duration.ofMillis(500));
        }
        assertThat(present(ONE, 0)).isTrue();
        assertThat(present(ONE, 11)).isFalse();
        clock.pass(Duration.ofMillis(500));
        assertThat(present(ONE, 11)).isTrue();
        assertThat(commits(ONE)).isEqualTo(3);
    }

    @Test
    void aFlushCommitsAtOnceAndTheTaskThatWasScheduledFindsNothing() throws IOException {
        record(ONE, 1);
        assertThat(committer.flush(ONE)).isEqualTo(BranchCommitter.Flushed.WHOLLY);
        assertThat(present(ONE, 1)).isTrue();
        Optional<ObjectId> tip = tip(ONE);
        clock.pass(Duration.ofSeconds(10));
        assertThat(tip(ONE)).isEqualTo(tip);
    }

    @Test
    void aRepositoryThatFailsDelaysNoOtherAndIsTriedAgainEverMoreSeldom() throws IOException {
        branches.broken.add(ONE);
        record(ONE, 1);
        record(TWO, 2);
        clock.pass(Duration.ofSeconds(1));
        assertThat(present(TWO, 2)).isTrue();
        assertThat(clock.scheduled()).containsExactly(clock.instant().plusSeconds(1));
        clock.pass(Duration.ofSeconds(1));
        assertThat(clock.scheduled()).containsExactly(clock.instant().plusSeconds(2));
        clock.pass(Duration.ofMinutes(10));
        assertThat(Duration.between(clock.instant(), clock.scheduled().getFirst()))
                .isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(committer.flush(ONE)).isEqualTo(BranchCommitter.Flushed.NOT_YET);
        assertThat(journal.repositoriesWithPending()).containsExactly(ONE);
        branches.broken.clear();
        clock.pass(Duration.ofMinutes(1));
        assertThat(present(ONE, 1)).isTrue();
        assertThat(clock.scheduled()).isEmpty();
    }

    @Test
    void changesOfARepositoryThatIsNotServedAreKeptUntilItIs() throws IOException {
        RealAnnex away = branches.served.remove(TWO);
        journal.record(change(TWO, 1), SizeChange.NONE);
        committer.recorded(TWO);
        clock.pass(Duration.ofSeconds(1));
        assertThat(journal.repositoriesWithPending()).containsExactly(TWO);
        assertThat(clock.scheduled()).as("it is not tried again and again").isEmpty();
        assertThat(committer.flush(TWO)).isEqualTo(BranchCommitter.Flushed.NOT_YET);
        branches.served.put(TWO, away);
        committer.served(TWO);
        clock.pass(Duration.ofSeconds(1));
        assertThat(present(TWO, 1)).isTrue();
    }

    @Test
    void whatAnEarlierRunLeftIsCommittedAfterTheStart() throws IOException {
        journal.record(change(ONE, 1), SizeChange.NONE);
        committer.start();
        clock.pass(Duration.ofSeconds(1));
        assertThat(present(ONE, 1)).isTrue();
    }

    @Test
    void closingFlushesEveryRepository() throws IOException {
        record(ONE, 1);
        record(TWO, 2);
        committer.close();
        assertThat(present(ONE, 1)).isTrue();
        assertThat(present(TWO, 2)).isTrue();
    }

    @Test
    void moreRowsThanABatchHoldsAreCommittedInSeveral() throws IOException {
        int rows = BranchCommitter.MOST_ROWS + 1;
        for (int i = 0; i < rows; i++) {
            journal.record(change(ONE, i), SizeChange.NONE);
        }
        assertThat(committer.flush(ONE)).isEqualTo(BranchCommitter.Flushed.WHOLLY);
        assertThat(commits(ONE)).isEqualTo(3);
        assertThat(present(ONE, rows - 1)).isTrue();
        assertThat(journal.repositoriesWithPending()).isEmpty();
    }

    @Test
    void aKeyIsWhereItWasRecordedEvenBeforeTheBranchSaysSo() throws IOException {
        Locations locations = new Locations(branches, journal);
        record(ONE, 1);
        assertThat(locations.of(ONE, key(1)).present()).containsExactly(ONE);
        assertThat(present(ONE, 1)).isFalse();
        committer.flush(ONE);
        assertThat(locations.of(ONE, key(1)).present()).containsExactly(ONE);
        journal.record(new LocationChange(ONE, key(1), ONE, Presence.MISSING, 1), SizeChange.NONE);
        assertThat(locations.of(ONE, key(1)).present()).isEmpty();
    }

    private void record(Uuid repository, int number) {
        journal.record(change(repository, number), SizeChange.NONE);
        committer.recorded(repository);
    }

    private static LocationChange change(Uuid repository, int number) {
        return new LocationChange(repository, key(number), repository, Presence.PRESENT, number);
    }

    private static Key key(int number) {
        return new Key("WORM-s1--" + number);
    }

    private Optional<ObjectId> tip(Uuid repository) throws IOException {
        return branches.served.get(repository).branch(repository).tip();
    }

    private boolean present(Uuid repository, int number) throws IOException {
        return branches.served
                .get(repository)
                .branch(repository)
                .locationLog(key(number))
                .present()
                .contains(repository);
    }

    private int commits(Uuid repository) {
        return branches.served
                .get(repository)
                .run("git", "rev-list", "git-annex")
                .lines()
                .toList()
                .size();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.key.Key;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Counted;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of sizes, in whatever database they are kept. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = "IN_ROWS_OF_H2", mode = EnumSource.Mode.EXCLUDE)
class RepoSizesTest {
    private static final Uuid REPOSITORY = new Uuid("repo-\u00ff-1");
    private static final Uuid OTHER = new Uuid("repo-2");
    private static final Uuid NODE = new Uuid("node");
    private static final String TIP = "a".repeat(40);
    private static final String LATER = "b".repeat(40);
    private static final Key KEY = new Key("SHA256-s700--aa");

    @Parameter
    OpenSizes.Kept kept;

    @TempDir
    Path folder;

    private TestDatabase database;
    private OpenSizes store;

    @BeforeEach
    void start() throws Exception {
        if (database == null) {
            database = TestDatabase.of(kept.database, folder);
        }
        store = new OpenSizes(database, kept, Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
    }

    @Test
    void thereAreNoSizesBeforeTheFirstCountAndThoseCountedAfterIt() throws Exception {
        stored(KEY);
        assertThat(store.sizes.counted(REPOSITORY)).isEmpty();
        assertThat(store.sizes.now(REPOSITORY)).isEmpty();
        Counted counted = counted(TIP, Map.of(REPOSITORY, 5L, NODE, 0L));
        store.sizes.recounted(REPOSITORY, counted);
        stop();
        start();
        assertThat(store.sizes.counted(REPOSITORY)).contains(counted);
        assertThat(store.sizes.counted(OTHER)).isEmpty();
        assertThat(now()).isEqualTo(Map.of(REPOSITORY, new RepoSize(705), NODE, new RepoSize(0)));
    }

    @Test
    void aRepositoryThatKnowsNobodyIsCountedToo() {
        Counted counted = counted(TIP, Map.of());
        store.sizes.recounted(REPOSITORY, counted);
        assertThat(store.sizes.counted(REPOSITORY)).contains(counted);
        assertThat(now()).isEmpty();
    }

    @Test
    void whatANewCountDoesNotKnowIsGone() {
        store.sizes.recounted(REPOSITORY, counted(TIP, Map.of(REPOSITORY, 5L, NODE, 6L)));
        Counted later = counted(LATER, Map.of(OTHER, 7L));
        store.sizes.recounted(REPOSITORY, later);
        assertThat(store.sizes.counted(REPOSITORY)).contains(later);
        assertThat(now()).containsOnlyKeys(OTHER);
    }

    @Test
    void aKeyThatIsStoredIsInTheSizeAndOneThatIsRemovedIsNot() {
        count();
        stored(KEY);
        assertThat(bytes()).isEqualTo(700);
        removed(KEY);
        assertThat(bytes()).isZero();
        stored(new Key("URL--http://example.com/"));
        assertThat(bytes()).isZero();
    }

    @Test
    void theSameChangeRecordedAgainCountsOnce() {
        count();
        stored(KEY);
        stored(KEY);
        assertThat(bytes()).isEqualTo(700);
        removed(KEY);
        removed(KEY);
        assertThat(bytes()).isZero();
    }

    @Test
    void theSameChangeRecordedByManyAtOnceCountsOnce() throws Exception {
        count();
        List<Thread> threads = new ArrayList<>();
        ConcurrentLinkedQueue<Throwable> failed = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 16; i++) {
            Thread thread = Thread.ofPlatform().unstarted(() -> stored(KEY));
            thread.setUncaughtExceptionHandler((t, e) -> failed.add(e));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).isEmpty();
        assertThat(bytes()).isEqualTo(700);
    }

    @Test
    void whatTheNewestRowSaysDecidesAndNotWhatTheRecorderThinks() {
        count();
        record(KEY, Presence.MISSING, SizeChange.NONE);
        stored(KEY);
        record(KEY, Presence.MISSING, SizeChange.NONE);
        assertThat(bytes()).isZero();
        record(KEY, Presence.PRESENT, SizeChange.NONE);
        assertThat(bytes()).isEqualTo(700);
        record(KEY, Presence.DEAD, SizeChange.NONE);
        assertThat(bytes()).isZero();
    }

    @Test
    void changesOfOneKeyInDifferentRepositoriesAndPlacesDoNotMeet() {
        count();
        LocationJournal journal = store.journal;
        stored(KEY);
        SizeChange size = SizeChange.of(KEY, Presence.PRESENT);
        journal.record(new LocationChange(REPOSITORY, KEY, NODE, Presence.PRESENT, 1), size);
        journal.record(new LocationChange(OTHER, KEY, REPOSITORY, Presence.PRESENT, 1), size);
        assertThat(now()).isEqualTo(Map.of(REPOSITORY, new RepoSize(700), NODE, new RepoSize(700)));
    }

    @Test
    void rowsThatTheTipHoldsLeaveTheJournalWithWhatTheyCounted() {
        count();
        stored(KEY);
        List<Long> places = places();
        stored(new Key("SHA256-s5--bb"));
        Advance advance = new Advance(TIP, LATER, Map.of(REPOSITORY, 700L, NODE, 3L), places);
        assertThat(store.sizes.advance(REPOSITORY, advance)).isTrue();
        assertThat(store.sizes.counted(REPOSITORY)).contains(counted(LATER, Map.of(REPOSITORY, 700L, NODE, 3L)));
        assertThat(bytes()).isEqualTo(705);
        assertThat(store.journal.depth()).isEqualTo(1);
        assertThat(store.sizes.advance(REPOSITORY, Advance.standing(LATER, places())))
                .isTrue();
        assertThat(bytes()).isEqualTo(700);
    }

    @Test
    void anAdvanceFromAnotherTipChangesNothing() {
        count();
        stored(KEY);
        Advance advance = new Advance(LATER, TIP, Map.of(REPOSITORY, 1L), places());
        assertThat(store.sizes.advance(REPOSITORY, advance)).isFalse();
        assertThat(store.sizes.advance(OTHER, advance)).isFalse();
        assertThat(bytes()).isEqualTo(700);
        assertThat(store.journal.depth()).isEqualTo(1);
    }

    @Test
    void anAdvanceBelowZeroIsRefusedAndChangesNothing() {
        count();
        Advance advance = new Advance(TIP, LATER, Map.of(NODE, 4L, REPOSITORY, -1L), List.of());
        assertThatThrownBy(() -> store.sizes.advance(REPOSITORY, advance)).isInstanceOf(IllegalStateException.class);
        assertThat(store.sizes.counted(REPOSITORY)).contains(counted(TIP, Map.of(REPOSITORY, 0L)));
    }

    @Test
    void rowsOfARepositoryThatIsNotCountedLeaveWithWhatTheyCounted() {
        stored(KEY);
        store.journal.committed(places());
        count();
        assertThat(bytes()).isZero();
    }

    @Test
    void aRowThatTwoTakeOutAtOnceIsTakenFromTheSizeOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            stored(new Key("SHA256-s" + (i + 1) + "--" + i));
        }
        List<Long> places = places();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> store.journal.committed(places)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        store.sizes.recounted(REPOSITORY, counted(TIP, Map.of(REPOSITORY, 9L)));
        assertThat(bytes()).isEqualTo(9);
    }

    @Test
    void aForgottenRepositoryHasNoSizesAndIsCountedAgainWithWhatStillWaits() {
        count();
        stored(KEY);
        store.sizes.forget(REPOSITORY);
        assertThat(store.sizes.counted(REPOSITORY)).isEmpty();
        assertThat(store.sizes.now(REPOSITORY)).isEmpty();
        count();
        assertThat(bytes()).isEqualTo(700);
        store.journal.committed(places());
        store.sizes.forget(REPOSITORY);
        stored(new Key("SHA256-s5--bb"));
        count();
        assertThat(bytes()).isEqualTo(5);
    }

    private void count() {
        store.sizes.recounted(REPOSITORY, counted(TIP, Map.of(REPOSITORY, 0L)));
    }

    private static Counted counted(String tip, Map<Uuid, Long> bytes) {
        Map<Uuid, RepoSize> sizes = new java.util.HashMap<>();
        bytes.forEach((location, size) -> sizes.put(location, new RepoSize(size)));
        return new Counted(tip, sizes);
    }

    private void stored(Key key) {
        record(key, Presence.PRESENT, SizeChange.of(key, Presence.PRESENT));
    }

    private void removed(Key key) {
        record(key, Presence.MISSING, SizeChange.of(key, Presence.MISSING));
    }

    private void record(Key key, Presence presence, SizeChange size) {
        store.journal.record(new LocationChange(REPOSITORY, key, REPOSITORY, presence, 1), size);
    }

    private List<Long> places() {
        return store.journal.pending(REPOSITORY, 1000).stream()
                .map(LocationJournal.Entry::place)
                .toList();
    }

    private Map<Uuid, RepoSize> now() {
        return store.sizes.now(REPOSITORY).orElseThrow();
    }

    private long bytes() {
        return now().get(REPOSITORY).bytes();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.key.Key;
import gatehouse.repository.MaxSize;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Choice;
import gatehouse.size.Counted;
import gatehouse.size.Direction;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.Placed;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of live updates, wherever they are kept. */
@ParameterizedClass(name = "{0}")
@EnumSource
class LiveUpdatesTest {
    private static final Uuid REPOSITORY = new Uuid("repo-\u00ff-1");
    private static final Uuid OTHER = new Uuid("repo-2");
    private static final Uuid NODE = new Uuid("node-1");
    private static final Uuid NODE2 = new Uuid("node-2");
    private static final String TIP = "a".repeat(40);
    private static final Key KEY = new Key("SHA256-s700--aa");
    private static final Key SAME_SIZE = new Key("SHA256-s700--bb");
    private static final Limit THOUSAND = new Limit.Hard(new MaxSize(1000));

    @Parameter
    OpenSizes.Kept kept;

    @TempDir
    Path folder;

    private OpenSizes store;

    @BeforeEach
    void start() throws Exception {
        store = new OpenSizes(TestDatabase.of(kept.database, folder), kept, Duration.ofMinutes(1));
        count(REPOSITORY, 0);
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
    }

    @Test
    void roomIsPromisedOnce() {
        LiveUpdate first = add(KEY);
        assertThat(tryAdd(SAME_SIZE)).isEqualTo(new Placed.Full(Set.of(NODE)));
        assertThat(tryAdd(new Key("SHA256-s300--cc"))).isInstanceOf(Placed.Reserved.class);
        assertThat(tryAdd(new Key("SHA256-s1--dd"))).isInstanceOf(Placed.Full.class);
        assertThat(tryAdd(new Key("SHA256-s0--ee"))).isInstanceOf(Placed.Reserved.class);
        assertThat(tryAdd(new Key("URL--http://example.com/"))).isInstanceOf(Placed.Reserved.class);
        assertThat(first.holds()).isTrue();
    }

    @Test
    void whatIsAbandonedIsFreeAtOnceAndClosingTwiceFreesOnce() {
        LiveUpdate first = add(KEY);
        first.close();
        assertThat(first.holds()).isFalse();
        LiveUpdate second = add(SAME_SIZE);
        first.close();
        assertThat(tryAdd(KEY)).isInstanceOf(Placed.Full.class);
        assertThat(second.holds()).isTrue();
    }

    @Test
    void whatIsDoneIsInTheSizeAndNoLongerPromised() {
        LiveUpdate update = add(KEY);
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 0, 700, THOUSAND));
        update.done(change(KEY, Presence.PRESENT));
        update.close();
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 700, 0, THOUSAND));
        assertThat(store.sizes.now(REPOSITORY).orElseThrow()).containsEntry(NODE, new RepoSize(700));
        assertThat(store.journal.pending(REPOSITORY, KEY)).containsExactly(change(KEY, Presence.PRESENT));
    }

    @Test
    void anUpdateEndsOnceAndWithItsOwnChange() {
        LiveUpdate update = add(KEY);
        assertThatThrownBy(() -> update.done(change(SAME_SIZE, Presence.PRESENT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> update.done(change(KEY, Presence.MISSING)))
                .isInstanceOf(IllegalArgumentException.class);
        update.done(change(KEY, Presence.PRESENT));
        assertThatThrownBy(() -> update.done(change(KEY, Presence.PRESENT))).isInstanceOf(IllegalStateException.class);
        LiveUpdate abandoned = add(new Key("SHA256-s1--dd"));
        abandoned.close();
        assertThatThrownBy(() -> abandoned.done(change(new Key("SHA256-s1--dd"), Presence.PRESENT)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRemovalUnderWayFreesNoRoom() {
        add(KEY).done(change(KEY, Presence.PRESENT));
        LiveUpdate removal = store.liveUpdates.remove(REPOSITORY, NODE, KEY);
        assertThat(tryAdd(SAME_SIZE)).isInstanceOf(Placed.Full.class);
        removal.done(change(KEY, Presence.MISSING));
        assertThat(tryAdd(SAME_SIZE)).isInstanceOf(Placed.Reserved.class);
    }

    @Test
    void aKeyThatTwoPutThereTakesItsRoomOnceUntilBothHaveEnded() {
        LiveUpdate one = add(KEY);
        LiveUpdate two = add(KEY);
        assertThat(taken(SAME_SIZE).bytes()).isEqualTo(700);
        one.close();
        assertThat(taken(SAME_SIZE).bytes()).isEqualTo(700);
        LiveUpdate three = add(KEY);
        two.done(change(KEY, Presence.PRESENT));
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 700, 0, THOUSAND));
        three.done(change(KEY, Presence.PRESENT));
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 700, 0, THOUSAND));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aKeyThatIsDoneWhileAnotherDecidesToPutItThereIsNotCountedTwice(int look) throws Exception {
        LiveUpdate one = add(KEY);
        AtomicInteger looks = new AtomicInteger();
        List<Thread> finishing = new ArrayList<>();
        Choice slow = occupied -> {
            if (looks.incrementAndGet() == look) {
                Thread thread = Thread.ofPlatform().start(() -> one.done(change(KEY, Presence.PRESENT)));
                finishing.add(thread);
                try {
                    thread.join(300);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Choice.ALL.choose(occupied);
        };
        place(KEY, Map.of(NODE, THOUSAND), slow);
        for (Thread thread : finishing) {
            thread.join();
        }
        assertThat(taken(SAME_SIZE).bytes()).isEqualTo(700);
    }

    @Test
    void aKeyThatIsRemovedWhileAnotherPutsItThereKeepsItsRoom() {
        LiveUpdate one = add(KEY);
        LiveUpdate two = add(KEY);
        one.done(change(KEY, Presence.PRESENT));
        record(KEY, Presence.MISSING);
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 0, 700, THOUSAND));
        assertThat(tryAdd(SAME_SIZE)).isInstanceOf(Placed.Full.class);
        two.done(change(KEY, Presence.PRESENT));
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 700, 0, THOUSAND));
    }

    @Test
    void roomIsPromisedAtALocationWhicheverRepositoryItIsReachedThrough() {
        count(OTHER, 0);
        try (LiveUpdate one = add(KEY)) {
            LiveUpdate.Terms terms = new LiveUpdate.Terms(OTHER, NODE, SAME_SIZE, Direction.ADDING);
            assertThat(store.liveUpdates.add(terms, THOUSAND)).isInstanceOf(Placed.Full.class);
            assertThat(one.holds()).isTrue();
        }
    }

    @Test
    void anAdvisoryLimitIsForTheChoiceAlone() {
        Limit advisory = new Limit.Advisory(new MaxSize(10));
        assertThat(place(KEY, Map.of(NODE, advisory), Choice.ALL)).isInstanceOf(Placed.Reserved.class);
    }

    @Test
    void theChoiceSeesWhatIsTakenAndOnlyWhatItChoosesIsPromised() {
        add(KEY);
        Choice emptiest = occupied -> new Choice.Decision.Reserve(Set.of(occupied.stream()
                .min(Comparator.comparing(Occupied::bytes))
                .orElseThrow()
                .location()));
        Map<Uuid, Limit> candidates = Map.of(NODE, THOUSAND, NODE2, THOUSAND);
        assertThat(places(place(SAME_SIZE, candidates, emptiest))).containsExactly(NODE2);
        assertThat(places(place(new Key("SHA256-s5--cc"), candidates, emptiest)))
                .containsExactly(NODE);
        assertThat(place(new Key("SHA256-s6--dd"), candidates, occupied -> new Choice.Decision.Refuse("no")))
                .isEqualTo(new Placed.Refused("no"));
        Choice none = occupied -> new Choice.Decision.Reserve(Set.of());
        assertThat(places(place(new Key("SHA256-s7--ee"), candidates, none))).isEmpty();
    }

    @Test
    void aPlaceAboveItsLimitIsNotGivenWhateverTheChoiceSaysAndThenNoOtherEither() {
        add(KEY);
        Map<Uuid, Limit> candidates = Map.of(NODE, THOUSAND, NODE2, THOUSAND);
        assertThat(place(SAME_SIZE, candidates, Choice.ALL)).isEqualTo(new Placed.Full(Set.of(NODE)));
        assertThat(place(SAME_SIZE, Map.of(NODE2, new Limit.Hard(new MaxSize(700))), Choice.ALL))
                .isInstanceOf(Placed.Reserved.class);
    }

    @Test
    void whatIsChosenAndNoCandidateIsABug() {
        Choice elsewhere = occupied -> new Choice.Decision.Reserve(Set.of(NODE2));
        assertThatThrownBy(() -> place(KEY, Map.of(NODE, THOUSAND), elsewhere))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereSizesAreNotCountedNothingWithALimitIsPromised() {
        PlaceRequest limited = new PlaceRequest(OTHER, KEY, Map.of(NODE, THOUSAND));
        assertThat(store.liveUpdates.place(limited, Choice.ALL)).isEqualTo(new Placed.NotCounted());
        PlaceRequest free = new PlaceRequest(OTHER, KEY, Map.of(NODE, Limit.NONE));
        assertThat(store.liveUpdates.place(free, Choice.ALL)).isInstanceOf(Placed.Reserved.class);
        count(OTHER, 0);
        assertThat(store.liveUpdates.place(limited, Choice.ALL)).isInstanceOf(Placed.Reserved.class);
    }

    @Test
    void sizesFollowTheBranch() {
        add(KEY).done(change(KEY, Presence.PRESENT));
        List<Long> places = store.journal.pending(REPOSITORY, 9).stream()
                .map(LocationJournal.Entry::place)
                .toList();
        store.sizes.advance(REPOSITORY, new Advance(TIP, "b".repeat(40), Map.of(NODE, 750L, NODE2, 9L), places));
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 750, 0, THOUSAND));
        store.sizes.advance(REPOSITORY, new Advance("b".repeat(40), TIP, Map.of(NODE, -50L), List.of()));
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 700, 0, THOUSAND));
        count(REPOSITORY, 3);
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 3, 0, THOUSAND));
        record(KEY, Presence.PRESENT);
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 703, 0, THOUSAND));
        store.journal.committed(store.journal.pending(REPOSITORY, 9).stream()
                .map(LocationJournal.Entry::place)
                .toList());
        assertThat(taken(SAME_SIZE)).isEqualTo(new Occupied(NODE, 3, 0, THOUSAND));
    }

    @Test
    void ofManyAtOnceAsManyGetRoomAsThereIs() throws Exception {
        List<Callable<Placed>> wishes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Key key = new Key("SHA256-s90--" + i);
            wishes.add(() -> tryAdd(key));
        }
        assertThat(all(wishes).stream().filter(Placed.Reserved.class::isInstance))
                .hasSize(11);
        assertThat(taken(KEY).bytes()).isEqualTo(990);
    }

    @Test
    void ofManyWhoChooseTheEmptiestAllFindRoomUntilThereIsNone() throws Exception {
        Map<Uuid, Limit> candidates = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            candidates.put(new Uuid("many-" + i), THOUSAND);
        }
        Choice emptiest = occupied -> occupied.stream()
                .filter(one -> one.admits(100))
                .min(Comparator.comparing(Occupied::bytes))
                .<Choice.Decision>map(one -> new Choice.Decision.Reserve(Set.of(one.location())))
                .orElseGet(() -> new Choice.Decision.Refuse("full"));
        List<Callable<Placed>> wishes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Key key = new Key("SHA256-s100--" + i);
            wishes.add(() -> {
                Placed placed = place(key, candidates, emptiest);
                if (placed instanceof Placed.Reserved reserved) {
                    LiveUpdate update = reserved.updates().values().iterator().next();
                    update.done(
                            new LocationChange(REPOSITORY, key, update.terms().location(), Presence.PRESENT, 1));
                }
                return placed;
            });
        }
        assertThat(all(wishes).stream().filter(Placed.Reserved.class::isInstance))
                .hasSize(80);
        assertThat(store.liveUpdates.occupied(new PlaceRequest(REPOSITORY, KEY, candidates)))
                .allMatch(one -> one.sizeBytes() == 1000 && one.promisedBytes() == 0);
    }

    private static <T> List<T> all(List<Callable<T>> work) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (Future<T> one : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                results.add(one.get());
            }
        }
        return results;
    }

    private LiveUpdate add(Key key) {
        return ((Placed.Reserved) tryAdd(key)).updates().get(NODE);
    }

    private Placed tryAdd(Key key) {
        return store.liveUpdates.add(new LiveUpdate.Terms(REPOSITORY, NODE, key, Direction.ADDING), THOUSAND);
    }

    private Placed place(Key key, Map<Uuid, Limit> candidates, Choice choice) {
        return store.liveUpdates.place(new PlaceRequest(REPOSITORY, key, candidates), choice);
    }

    private static Set<Uuid> places(Placed placed) {
        return ((Placed.Reserved) placed).updates().keySet();
    }

    private Occupied taken(Key key) {
        return store.liveUpdates
                .occupied(new PlaceRequest(REPOSITORY, key, Map.of(NODE, THOUSAND)))
                .getFirst();
    }

    private void record(Key key, Presence presence) {
        store.journal.record(change(key, presence), SizeChange.of(key, presence));
    }

    private static LocationChange change(Key key, Presence presence) {
        return new LocationChange(REPOSITORY, key, NODE, presence, 1);
    }

    private void count(Uuid repository, long bytes) {
        store.sizes.recounted(repository, new Counted(TIP, Map.of(NODE, new RepoSize(bytes))));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Counted;
import gatehouse.size.Hour;
import gatehouse.size.SizeHistory.Point;
import gatehouse.size.SizeHistory.Series;
import gatehouse.size.SizeHistory.Span;
import gatehouse.size.SizeRecording;
import gatehouse.size.Thinning;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the history of sizes, in whatever database it is kept. */
@ParameterizedClass(name = "{0}")
@EnumSource
class SizeHistoryTest {
    private static final Uuid REPOSITORY = new Uuid("repo-\u00ff-1");
    private static final Uuid OTHER = new Uuid("repo-2");
    private static final Uuid NODE = new Uuid("node");
    private static final Series OF_NODE = new Series(REPOSITORY, NODE);
    private static final Hour START = Hour.of(Instant.parse("2026-03-01T05:59:59Z"));
    private static final Span ALWAYS = new Span(new Hour(Long.MIN_VALUE), new Hour(Long.MAX_VALUE));
    private static final int DAYS_OF_ALL = 14;
    private static final int DAYS_OF_DAYS = 730;

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private TestDatabase database;
    private OpenSizes store;
    private SizeHistoryTable history;

    @BeforeEach
    void start() throws Exception {
        if (database == null) {
            database = TestDatabase.of(kind, folder);
        }
        store = new OpenSizes(database, OpenSizes.Kept.asServed(database), Duration.ofMinutes(1));
        history = new SizeHistoryTable(store.transactions);
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
    }

    private static Hour hour(long after) {
        return new Hour(START.sinceEpoch() + after);
    }

    private static Point point(long after, long bytes) {
        return new Point(hour(after), Optional.of(new RepoSize(bytes)));
    }

    private void record(long after, Map<Uuid, Long> bytes) {
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        bytes.forEach((location, size) -> sizes.put(location, new RepoSize(size)));
        history.record(REPOSITORY, hour(after), sizes);
    }

    private List<Point> all(Series series) {
        return history.within(series, ALWAYS, Integer.MAX_VALUE);
    }

    @Test
    void onlyWhatHasChangedIsKeptAndIsThereAfterAStart() throws Exception {
        record(0, Map.of(NODE, 5L, REPOSITORY, Long.MAX_VALUE));
        record(1, Map.of(NODE, 5L, REPOSITORY, 0L));
        record(9, Map.of(NODE, 6L, REPOSITORY, 0L));
        stop();
        start();
        assertThat(all(OF_NODE)).containsExactly(point(0, 5), point(9, 6));
        assertThat(all(new Series(REPOSITORY, REPOSITORY))).containsExactly(point(0, Long.MAX_VALUE), point(1, 0));
        assertThat(all(new Series(OTHER, NODE))).isEmpty();
    }

    @Test
    void whatTheBranchNoLongerKnowsEndsAndMayComeBack() {
        record(0, Map.of(NODE, 5L));
        record(1, Map.of());
        record(2, Map.of());
        record(3, Map.of(NODE, 5L));
        assertThat(all(OF_NODE)).containsExactly(point(0, 5), new Point(hour(1), Optional.empty()), point(3, 5));
    }

    @Test
    void theLastThatIsRecordedAtAnHourStands() {
        record(0, Map.of(NODE, 5L));
        record(1, Map.of(NODE, 6L));
        record(1, Map.of(NODE, 7L, OTHER, 1L));
        assertThat(all(OF_NODE)).containsExactly(point(0, 5), point(1, 7));
        assertThat(all(new Series(REPOSITORY, OTHER))).containsExactly(point(1, 1));
    }

    @Test
    void aClockThatWasSetBackChangesNothing() {
        record(5, Map.of(NODE, 5L));
        record(4, Map.of(NODE, 6L, OTHER, 1L));
        assertThat(all(OF_NODE)).containsExactly(point(5, 5));
        assertThat(all(new Series(REPOSITORY, OTHER))).containsExactly(point(4, 1));
    }

    @Test
    void aValueHoldsUntilTheNextOne() {
        record(3, Map.of(NODE, 5L));
        record(6, Map.of(NODE, 6L));
        assertThat(history.at(OF_NODE, hour(2))).isEmpty();
        assertThat(history.at(OF_NODE, hour(3))).contains(point(3, 5));
        assertThat(history.at(OF_NODE, hour(5))).contains(point(3, 5));
        assertThat(history.at(OF_NODE, hour(600))).contains(point(6, 6));
        assertThat(history.at(new Series(REPOSITORY, OTHER), hour(6))).isEmpty();
    }

    @Test
    void aTimeIsReadFromItsFirstHourToItsLastAsFarAsAskedFor() {
        for (int i = 0; i < 5; i++) {
            record(i, Map.of(NODE, (long) i, REPOSITORY, (long) -i + 5));
        }
        Span middle = new Span(hour(1), hour(3));
        assertThat(history.within(OF_NODE, middle, 10)).containsExactly(point(1, 1), point(2, 2), point(3, 3));
        assertThat(history.within(OF_NODE, middle, 2)).containsExactly(point(1, 1), point(2, 2));
        assertThat(history.within(OF_NODE, new Span(hour(3), hour(1)), 10)).isEmpty();
    }

    @Test
    void aForgottenRepositoryHasNoHistoryAndOthersKeepTheirs() {
        record(0, Map.of(NODE, 5L));
        history.record(OTHER, hour(0), Map.of(NODE, new RepoSize(6)));
        history.forget(REPOSITORY);
        assertThat(all(OF_NODE)).isEmpty();
        assertThat(all(new Series(OTHER, NODE))).containsExactly(point(0, 6));
    }

    @Test
    void eachHourTheSizesNowAreRecordedOnceTheyAreCountedAndThinnedWithinADay() {
        SizeRecording recording = new SizeRecording(store.sizes, history);
        recording.record(REPOSITORY, hour(0));
        assertThat(all(OF_NODE)).isEmpty();
        for (int i = 1; i <= 48; i++) {
            store.sizes.recounted(REPOSITORY, new Counted("a".repeat(40), Map.of(NODE, new RepoSize(i))));
            recording.record(REPOSITORY, hour(i));
        }
        assertThat(all(OF_NODE)).hasSize(48).endsWith(point(48, 48));
        for (int i = 0; i < 24; i++) {
            recording.record(REPOSITORY, hour(1000 + i));
        }
        // The start is at five o'clock: three days have a part of it, and keep its end.
        assertThat(all(OF_NODE)).containsExactly(point(18, 18), point(42, 42), point(48, 48));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsThinnedIsWhatAModelKeepsAndSaysTheSameAtTheEndOfEachPeriod(long seed) {
        Random random = new Random(seed);
        NavigableMap<Hour, Point> model = new TreeMap<>();
        long now = 0;
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 25; i++) {
                now += 1 + random.nextInt(random.nextInt(8) == 0 ? 24 * 40 : 30);
                long bytes = random.nextInt(3);
                record(now, Map.of(NODE, bytes, OTHER, 1L));
                Optional<RepoSize> before = model.isEmpty()
                        ? Optional.empty()
                        : model.lastEntry().getValue().size();
                if (!before.equals(Optional.of(new RepoSize(bytes)))) {
                    model.put(hour(now), point(now, bytes));
                }
            }
            now += random.nextInt(24 * 60);
            history.thin(REPOSITORY, new Thinning(hour(now)));
            Map<String, Point> kept = kept(model, date(hour(now)));
            assertThat(all(OF_NODE)).containsExactlyElementsOf(kept.values());
            for (Hour end : ends(model, hour(now))) {
                assertThat(history.at(OF_NODE, end).flatMap(Point::size))
                        .isEqualTo(Optional.ofNullable(model.floorEntry(end))
                                .flatMap(one -> one.getValue().size()));
            }
        }
        assertThat(all(OF_NODE)).hasSizeLessThan(model.size());
        assertThat(all(new Series(REPOSITORY, OTHER))).hasSize(1);
    }

    private static LocalDate date(Hour hour) {
        return LocalDate.ofInstant(hour.start(), ZoneOffset.UTC);
    }

    /** The newest of each hour, day or week, by the calendar. */
    private static Map<String, Point> kept(NavigableMap<Hour, Point> model, LocalDate today) {
        Map<String, Point> kept = new LinkedHashMap<>();
        model.forEach((hour, point) -> {
            LocalDate day = date(hour);
            LocalDate week = day.minusDays(Math.floorMod(day.toEpochDay(), 7));
            boolean weekIsOld = !week.plusDays(7).isAfter(today.minusDays(DAYS_OF_DAYS));
            boolean dayIsOld = day.isBefore(today.minusDays(DAYS_OF_ALL));
            kept.put(weekIsOld ? "week " + week : dayIsOld ? "day " + day : hour.toString(), point);
        });
        return kept;
    }

    /** The last hour of each week, and of each day that is younger than two years, up to now. */
    private static List<Hour> ends(NavigableMap<Hour, Point> model, Hour now) {
        List<Hour> ends = new ArrayList<>();
        LocalDate today = date(now);
        for (LocalDate day = date(model.firstKey()); day.isBefore(today); day = day.plusDays(1)) {
            if (Math.floorMod(day.toEpochDay(), 7) == 6 || day.isAfter(today.minusDays(DAYS_OF_DAYS))) {
                ends.add(Hour.of(day.plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .minusSeconds(1)
                        .toInstant()));
            }
        }
        return ends;
    }
}

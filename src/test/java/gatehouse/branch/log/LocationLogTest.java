// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationLogTest {
    private static final Uuid A = new Uuid("aaaa");
    private static final Uuid B = new Uuid("bbbb");
    private static final Key KEY = new Key("WORM-s1--x");

    @Test
    void theNewestLineOfARepositoryCounts() {
        LocationLog log = LocationLog.parse("5s 1 aaaa\n7.5s 0 aaaa\n6s 1 bbbb\n");
        assertThat(log.present()).containsExactly(B);
        assertThat(log.presence(A)).contains(Presence.MISSING);
        assertThat(log.compacted().format()).isEqualTo("7.5s 0 aaaa\n6s 1 bbbb\n");
    }

    @Test
    void ofTwoLinesWithTheSameClockTheFirstCounts() {
        assertThat(LocationLog.parse("5s 0 aaaa\n5s 1 aaaa\n").presence(A)).contains(Presence.MISSING);
    }

    @Test
    void aChangeIsLaterThanTheLineItReplaces() {
        LocationLog log = LocationLog.parse("90.5s 1 aaaa\n").with(change(A, Presence.MISSING, 7));
        assertThat(log.format()).isEqualTo("91.5s 0 aaaa\n");
    }

    @Test
    void aChangeThatSaysNothingNewLeavesTheLogAlone() {
        LocationLog log = LocationLog.parse("1s 0 aaaa\n5s 1 aaaa\n");
        assertThat(log.with(change(A, Presence.PRESENT, 9))).isSameAs(log);
    }

    @Test
    void aChangeIsWrittenInWholeSecondsAndTheLinesAreSortedByUuid() {
        LocationLog log =
                LocationLog.parse("5s 1 bbbb\n").with(new LocationChange(A, KEY, A, Presence.DEAD, 7_999_999_999L));
        assertThat(log.format()).isEqualTo("7s X aaaa\n5s 1 bbbb\n");
    }

    @Test
    void linesThatCannotBeReadAreKeptAndCarriageReturnsAreNot() {
        String text = "5s 1 bbbb\r\nfrom the future\n6s ? aaaa\n\n";
        LocationLog log = LocationLog.parse(text).with(change(A, Presence.PRESENT, 7));
        assertThat(log.format()).isEqualTo("7s 1 aaaa\n5s 1 bbbb\nfrom the future\n6s ? aaaa\n");
    }

    @Test
    void aKeyIsDeadWhenAllThatIsKnownOfItIs() {
        assertThat(LocationLog.parse("5s X aaaa\n").dead()).isTrue();
        assertThat(LocationLog.parse("5s X aaaa\n5s 0 bbbb\n").dead()).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theOrderOfLinesWithDifferentClocksDoesNotMatter(long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add(i + "." + (1 + random.nextInt(9)) + "s " + "01X".charAt(random.nextInt(3)) + " u"
                    + random.nextInt(5));
        }
        LocationLog expected = LocationLog.parse(String.join("\n", lines)).compacted();
        Collections.shuffle(lines, random);
        assertThat(LocationLog.parse(String.join("\n", lines)).compacted()).isEqualTo(expected);
        assertThat(LocationLog.parse(expected.format())).isEqualTo(expected);
    }

    private static LocationChange change(Uuid where, Presence presence, long atSeconds) {
        return new LocationChange(A, KEY, where, presence, atSeconds * 1_000_000_000L);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.TransitionsLog.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionsLogTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatIsWrittenIsReadAgainAndUnionsDoNotDependOnOrder(long seed) {
        Random random = new Random(seed);
        String one = text(random);
        String two = text(random);
        TransitionsLog a = TransitionsLog.parse(one);
        TransitionsLog b = TransitionsLog.parse(two);

        assertThat(TransitionsLog.parse(a.format())).isEqualTo(a);
        assertThat(a.with(b)).isEqualTo(b.with(a)).isEqualTo(TransitionsLog.parse(two + one));
        assertThat(a.with(a)).isEqualTo(a);
        assertThat(TransitionsLog.parse(LogLines.union(List.of(one, two)))).isEqualTo(a.with(b));
        for (Transition transition : Transition.values()) {
            VectorClock now = clock(random);
            TransitionsLog more = a.with(now, transition);
            assertThat(more.lines()).containsAll(a.lines()).hasSize(a.lines().size() + 1);
            Line added = more.lines().stream()
                    .filter(line -> !a.lines().contains(line))
                    .findFirst()
                    .orElseThrow();
            assertThat(added.transition()).contains(transition);
            assertThat(a.lines())
                    .filteredOn(line -> line.name().equals(transition.text()))
                    .allMatch(line -> line.started().compareTo(added.started()) < 0);
            assertThat(more.known()).contains(transition);
        }
    }

    @Test
    void theOrderIsThatOfGitAnnexAndEachTransitionIsMadeOnce() {
        TransitionsLog log = TransitionsLog.parse("""
                ForgetDeadRemotes 5s
                ForgetGitHistory 5.0s
                Later 5s
                ForgetDeadRemotes 7
                ForgetGitHistory
                ForgetGitHistory soon
                """);
        assertThat(log.format()).isEqualTo("""
                Later 5s
                ForgetGitHistory 5s
                ForgetDeadRemotes 5s
                ForgetDeadRemotes 7s
                """);
        assertThat(log.hasUnknown()).isTrue();
        assertThat(log.known()).containsExactly(Transition.FORGET_GIT_HISTORY, Transition.FORGET_DEAD_REMOTES);
        assertThat(log.described()).isEqualTo("[\"forget git history\",\"forget dead remotes\"]");
        assertThat(TransitionsLog.parse("").hasUnknown()).isFalse();
    }

    private static String text(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = List.of("ForgetGitHistory", "ForgetDeadRemotes", "Unheard", "")
                    .get(random.nextInt(4));
            lines.add(name + (random.nextInt(8) == 0 ? "" : " " + clock(random)) + "\n");
        }
        return String.join("", lines);
    }

    private static VectorClock clock(Random random) {
        return VectorClock.ofNanos(random.nextInt(6) * 1_000_000_000L);
    }
}

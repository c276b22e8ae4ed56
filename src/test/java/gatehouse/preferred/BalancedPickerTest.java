// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancedPickerTest {
    private static final TreeSet<Uuid> ALL = IntStream.rangeClosed(1, 500)
            .mapToObj(i -> new Uuid(Integer.toString(i)))
            .collect(Collectors.toCollection(TreeSet::new));
    private final BalancedPicker picker = new BalancedPicker(ALL);

    /** Source: Annex/Balanced.hs prop_balanced_stable. */
    @Test
    void picksWhatGitAnnexPicks() {
        Key key = new Key("WORM--test");
        assertThat(picker.pick(ALL, key, 1)).containsExactly(new Uuid("332"));
        assertThat(picker.pick(ALL, key, 3)).containsExactly(new Uuid("332"), new Uuid("333"), new Uuid("334"));
    }

    @Test
    void goesAroundAndNeverPicksWhatIsNoCandidate() {
        TreeSet<Uuid> two = new TreeSet<>(List.of(new Uuid("17"), new Uuid("3")));
        assertThat(picker.pick(two, new Key("WORM--test"), 3)).hasSize(3).containsAll(two);
        assertThat(picker.pick(two, new Key("WORM--test"), 0)).isEmpty();
    }

    @Test
    void spreadsKeysEvenly() {
        TreeSet<Uuid> five = ALL.stream().limit(5).collect(Collectors.toCollection(TreeSet::new));
        Map<Uuid, Integer> picked = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            picked.merge(picker.pick(five, new Key("WORM--key" + i), 1).getFirst(), 1, Integer::sum);
        }
        assertThat(picked.values()).hasSize(5).allMatch(count -> count > 800 && count < 1_200);
    }
}

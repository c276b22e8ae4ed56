// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HashDirTest {
    @ParameterizedTest
    @MethodSource("gatehouse.key.KeyPath#ofGitAnnex")
    void bothHashDirectoriesAreThoseOfGitAnnex(KeyPath path) {
        Key key = Key.of(path.key()).orElseThrow();
        assertThat(HashDir.lower(key, 2)).containsExactly(path.lower().split("/"));
        assertThat(HashDir.mixed(key, 2)).containsExactly(path.mixed().split("/"));
    }

    @ParameterizedTest
    @MethodSource("gatehouse.key.KeyPath#ofGitAnnex")
    // As git-annex was seen to place objects under annex.tune.objecthash1, with and without annex.tune.objecthashlower.
    void oneLevelIsTheOuterOfTwo(KeyPath path) {
        Key key = Key.of(path.key()).orElseThrow();
        assertThat(HashDir.lower(key, 1)).containsExactly(path.lower().split("/")[0]);
        assertThat(HashDir.mixed(key, 1)).containsExactly(path.mixed().split("/")[0]);
    }

    @Test
    void thereAreNoOtherNumbersOfLevels() {
        Key key = Key.of("WORM--x").orElseThrow();
        assertThatThrownBy(() -> HashDir.lower(key, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HashDir.mixed(key, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}

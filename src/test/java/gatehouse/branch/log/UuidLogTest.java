// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.DifferenceLog.Difference;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UuidLogTest {
    private static final Uuid A = new Uuid("aaaa");
    private static final Uuid B = new Uuid("bbbb");
    private static final VectorClock NINE = VectorClock.ofNanos(9_000_000_000L);

    @Test
    void theNewestDescriptionCountsAndOneWithoutTimestampIsTheOldest() {
        UuidLog log = UuidLog.parse(
                "aaaa old one timestamp=5s\naaaa new  one timestamp=6s\nbbbb very old\nbbbb x timestamp=-1s\n");
        assertThat(log.descriptions()).isEqualTo(Map.of(A, "new  one", B, "x"));
    }

    @Test
    void aDescriptionIsAddedInGitAnnexsForm() {
        String text =
                UuidLog.parse("bbbb very old\n").with(NINE, A, "two\nlines").format();
        assertThat(text).isEqualTo("aaaa two\\nlines timestamp=9s\nbbbb very old\n");
    }

    @Test
    void aDescriptionMayLookLikeATimestamp() {
        assertThat(UuidLog.parse("aaaa my timestamp=x y timestamp=5s\n").descriptions())
                .isEqualTo(Map.of(A, "my timestamp=x y"));
    }

    @Test
    void theDifferencesOfAllRepositoriesCount() {
        DifferenceLog log = DifferenceLog.parse("aaaa fromList [ObjectHashLower] timestamp=5s\n")
                .with(NINE, B, Set.of(Difference.ONE_LEVEL_BRANCH_HASH, Difference.OBJECT_HASH_LOWER));
        assertThat(log.all()).contains(Set.of(Difference.OBJECT_HASH_LOWER, Difference.ONE_LEVEL_BRANCH_HASH));
        assertThat(log.format()).endsWith("bbbb fromList [ObjectHashLower,OneLevelBranchHash] timestamp=9s\n");
    }

    @Test
    void anUnknownDifferenceAgreesWithNothing() {
        assertThat(DifferenceLog.parse("aaaa fromList [Sideways] timestamp=5s\n")
                        .all())
                .isEmpty();
        assertThat(DifferenceLog.parse("").all()).contains(Set.of());
    }
}

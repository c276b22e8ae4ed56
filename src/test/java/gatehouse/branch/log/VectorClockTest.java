// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorClockTest {
    @ParameterizedTest
    @CsvSource({
        "1431286201.113452s, 1431286201.113452s",
        "1431286201, 1431286201s",
        "1287290776.765152, 1287290776.765152s",
        "1.50s, 1.5s",
        "1700000000s, 1700000000s",
        "0s, 0s",
        "-5.25s, -5.25s",
        "1.0000000000019s, 1.000000000001s"
    })
    void aTimestampIsWrittenAsGitAnnexWritesIt(String read, String written) {
        assertThat(VectorClock.of(read).orElseThrow()).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "1.s", ".5s", "1e5s", "1s ", "x", "1.5.5s", "0x10s"})
    void whatIsNoTimestampIsRefused(String text) {
        assertThat(VectorClock.of(text)).isEmpty();
    }

    @Test
    void aTimestampOfAThousandDigitsIsRefused() {
        assertThat(VectorClock.of("9".repeat(1000))).isEmpty();
    }

    @Test
    void aClockThatIsNotLaterThanThePreviousAdvancesBySecond() {
        VectorClock now = VectorClock.ofNanos(7_900_000_000L);
        assertThat(now).hasToString("7s");
        assertThat(now.advancedPast(VectorClock.of("6.5s").orElseThrow())).hasToString("7s");
        assertThat(now.advancedPast(now)).hasToString("8s");
        assertThat(now.advancedPast(VectorClock.of("90.5s").orElseThrow())).hasToString("91.5s");
    }

    @ParameterizedTest
    @CsvSource({
        "0s, 1970-01-01@00-00-00",
        "1431286201.999s, 2015-05-10@19-30-01",
        "-0.5s, 1969-12-31@23-59-59",
        "-86400s, 1969-12-31@00-00-00",
        "1709164800s, 2024-02-29@00-00-00",
        "253402300800s, 10000-01-01@00-00-00",
        "-62135596801s, 0-12-31@23-59-59"
    })
    void theDateOfATimestampIsInUtcToTheSecond(String read, String date) {
        assertThat(VectorClock.of(read).orElseThrow().date()).isEqualTo(date);
    }

    @Test
    void theLatestTimestampHasADate() {
        assertThat(VectorClock.of("9".repeat(64)).orElseThrow().date())
                .matches("[0-9]{50,}-[0-9]{2}-[0-9]{2}@[0-9-]{8}");
    }
}

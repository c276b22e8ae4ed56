// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {
    private final AtomicLong nanos = new AtomicLong(1_234);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void neverMorePassThanTheSecondsBringAndOneMoreSecond(long seed) {
        Random random = new Random(seed);
        long rate = 1 + random.nextInt(1_000_000);
        Bandwidth bandwidth = new Bandwidth(OptionalLong.of(rate), nanos::get);
        long begun = nanos.get();
        long passed = 0;
        for (int i = 0; i < 1000; i++) {
            long bytes = random.nextInt(200_000);
            nanos.addAndGet(random.nextInt(100) == 0 ? TimeUnit.SECONDS.toNanos(random.nextInt(9)) : 0);
            nanos.addAndGet(bandwidth.waitNanos(bytes));
            passed += bytes;
            double seconds = (nanos.get() - begun) / 1e9;
            assertThat((double) passed).isLessThanOrEqualTo((seconds + 1.001) * rate);
        }
    }

    @Test
    void whoeverWaitsAsToldUsesAllOfIt() {
        Bandwidth bandwidth = new Bandwidth(OptionalLong.of(1000), nanos::get);
        long begun = nanos.get();
        for (int i = 0; i < 100; i++) {
            nanos.addAndGet(bandwidth.waitNanos(500));
        }
        assertThat((nanos.get() - begun) / 1e9).isBetween(49.0, 50.1);
    }

    @Test
    void aChangedLimitHoldsFromThenOn() {
        Bandwidth bandwidth = new Bandwidth(OptionalLong.empty(), nanos::get);
        assertThat(bandwidth.waitNanos(1L << 40)).isZero();
        bandwidth.change(OptionalLong.of(100));
        assertThat(bandwidth.waitNanos(200)).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        bandwidth.change(OptionalLong.empty());
        assertThat(bandwidth.waitNanos(1L << 40)).isZero();
    }

    @Test
    void thePaceIsThatOfTheLastTenSeconds() {
        Pace pace = new Pace(nanos::get);
        assertThat(pace.bytesPerSecond()).isZero();
        for (int i = 0; i < 20; i++) {
            pace.add(1000);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        assertThat(pace.bytesPerSecond()).isEqualTo(900);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
        assertThat(pace.bytesPerSecond()).isZero();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.RefusedException;
import gatehouse.remote.RemoteState.Circuit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is bounded and measured of a remote. */
@Timeout(30)
class GuardTest {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int MEGABYTE = 1_000_000;

    private final AtomicLong nanos = new AtomicLong();
    private final Clocks clocks = new Clocks(InstantSource.fixed(Instant.EPOCH), nanos::get);
    private final Guard guard = new Guard(new GuardLimits(2, Duration.ofMillis(50), 3, PAUSE), clocks);

    private void fails(IOException failure) {
        assertThatIOException()
                .isThrownBy(() -> guard.ask(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private void isLeftAlone() {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> guard.ask(() -> true))
                .satisfies(e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));
    }

    private void untilHalfOpen() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            try {
                guard.ask(() -> true);
                return;
            } catch (FailureException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void itIsLeftAloneAfterFailuresInARowAndTriedAgainByItself() throws IOException {
        fails(new IOException("gone"));
        fails(new IOException("gone"));
        guard.ask(() -> true);
        fails(new IOException("gone"));
        fails(new IOException("gone"));
        assertThat(guard.state().circuit()).isEqualTo(Circuit.CLOSED);
        fails(new IOException("gone\nfor good"));
        assertThat(guard.state().circuit()).isEqualTo(Circuit.OPEN);
        isLeftAlone();
        assertThat(guard.state().lastFailure()).contains(new RemoteState.LastFailure("gone for good", Instant.EPOCH));
        untilHalfOpen();
        assertThat(guard.state().circuit()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void anAnswerThatIsNoResultIsNoFailureOfTheConnection() {
        for (int i = 0; i < 10; i++) {
            fails(new RefusedException("status 403"));
        }
        assertThat(guard.state().circuit()).isEqualTo(Circuit.CLOSED);
        assertThat(guard.state().lastFailure().orElseThrow().reason()).isEqualTo("status 403");
    }

    @Test
    void noMoreThanItsBoundAreUnderWayAtOnce() throws IOException {
        try (Guard.Transfer one = guard.begin();
                Guard.Transfer two = guard.begin()) {
            one.started(() -> true);
            two.started(() -> true);
            assertThat(guard.state().transfers()).isEqualTo(2);
            isLeftAlone();
        }
        assertThat(guard.state().transfers()).isZero();
        assertThat(guard.<Boolean>ask(() -> true)).isTrue();
    }

    @Test
    void speedAndRoundTripAreThoseOfLate() throws IOException {
        guard.ask(() -> nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(40)));
        assertThat(guard.state().roundTripMillis()).hasValue(40);
        transfer(MEGABYTE, Duration.ofSeconds(1), Duration.ZERO);
        assertThat(guard.state().recentBytesPerSecond()).hasValue(MEGABYTE);
        transfer(MEGABYTE, Duration.ofSeconds(2), Duration.ZERO);
        assertThat(guard.state().recentBytesPerSecond()).hasValue(850_000);
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(guard.state().recentBytesPerSecond()).isEmpty();
    }

    @Test
    void aSlowClientIsNotHeldAgainstTheRemote() throws IOException {
        transfer(MEGABYTE, Duration.ofSeconds(1), Duration.ZERO);
        transfer(MEGABYTE, Duration.ofMillis(1), Duration.ofSeconds(100));
        assertThat(guard.state().recentBytesPerSecond()).hasValue(MEGABYTE);
    }

    private void transfer(long bytes, Duration remote, Duration client) throws IOException {
        try (Guard.Transfer transfer = guard.begin()) {
            transfer.started(() -> true);
            transfer.part(() -> nanos.addAndGet(remote.toNanos()));
            transfer.moved(bytes);
            nanos.addAndGet(client.toNanos());
        }
    }
}

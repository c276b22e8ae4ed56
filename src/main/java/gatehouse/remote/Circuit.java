// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import dev.failsafe.CircuitBreaker;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;

/**
 * Leaves a remote alone for a while that has failed several times in a row: who asks is refused at once, and waits for
 * nothing. Then one call is let through, and what becomes of it decides. Safe for use by many threads.
 */
final class Circuit {
    private final CircuitBreaker<Object> breaker;

    Circuit(GuardLimits limits) {
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(limits.failures())
                .withSuccessThreshold(1)
                .withDelay(limits.pause())
                .build();
    }

    /**
     * To be followed by {@link #worked} or {@link #failed} in any case, as nobody else is let through before.
     *
     * @throws FailureException Busy while the remote is left alone
     */
    void enter() {
        if (!breaker.tryAcquirePermit()) {
            throw new FailureException(
                    new Failure.Busy("the remote has failed several times, and is tried again in a while"));
        }
    }

    void worked() {
        breaker.recordSuccess();
    }

    void failed() {
        breaker.recordFailure();
    }

    RemoteState.Circuit state() {
        return switch (breaker.getState()) {
            case CLOSED -> RemoteState.Circuit.CLOSED;
            case OPEN -> RemoteState.Circuit.OPEN;
            case HALF_OPEN -> RemoteState.Circuit.HALF_OPEN;
        };
    }
}

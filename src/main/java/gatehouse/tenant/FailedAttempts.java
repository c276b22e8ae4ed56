// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Bounds how often a wrong password may be tried: for one account from one network, and for all accounts from one
 * network. An attempt is counted before it is looked at, so that many at the same time are no way around. Safe for use
 * by many threads.
 */
final class FailedAttempts {
    static final int MOST_PER_ACCOUNT = 10;
    static final int MOST_PER_NETWORK = 100;
    static final int WINDOW_SECONDS = 300;
    /** Who has more networks than this may have old counts forgotten, but pays for each attempt all the same. */
    private static final int MAX_COUNTERS = 100_000;

    /** An account's name is never empty, so the empty one is free to stand for all from a network. */
    private record Place(String network, String account) {
        static Place of(Connection connection, AccountName account) {
            return new Place(connection.network(), account.text());
        }

        static Place all(Connection connection) {
            return new Place(connection.network(), "");
        }
    }

    private final Cache<Place, AtomicInteger> counters;

    FailedAttempts(LongSupplier nanoClock) {
        counters = Caffeine.newBuilder()
                .maximumSize(MAX_COUNTERS)
                .expireAfterWrite(Duration.ofSeconds(WINDOW_SECONDS))
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** @throws FailureException Busy when there were too many */
    void count(Connection connection, AccountName account) {
        AtomicInteger ofAccount = counter(Place.of(connection, account));
        AtomicInteger ofNetwork = counter(Place.all(connection));
        if (ofAccount.incrementAndGet() > MOST_PER_ACCOUNT || ofNetwork.incrementAndGet() > MOST_PER_NETWORK) {
            throw new FailureException(new Failure.Busy("too many failed sign-ins; try again in five minutes"));
        }
    }

    /** What was counted was no failure. */
    void succeeded(Connection connection, AccountName account) {
        counter(Place.of(connection, account)).set(0);
        counter(Place.all(connection)).updateAndGet(count -> Math.max(0, count - 1));
    }

    private AtomicInteger counter(Place place) {
        return counters.get(place, none -> new AtomicInteger());
    }
}

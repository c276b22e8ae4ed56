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
 * network. An attempt is counted before it is looked at, so that many at the same time are no way around. Safe for use by many
 * threads.
 */
final class FailedAttempts {
    static final int MOST_PER_ACCOUNT = 10;
    static final int MOST_PER_NETWORK = 100;
    static final int WINDOW_SECONDS = 300;
    /** Who has more networks than this may have old counts forgotten, but pays for each attempt all the same. */
    private static final int MAX_COUNTERS = 100_000;

    private record Place(String network, String account) {}

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
        AtomicInteger ofAccount = counter(connection.network(), account.text());
        AtomicInteger ofNetwork = counter(connection.network(), "");
        if (ofAccount.incrementAndGet() > MOST_PER_ACCOUNT || ofNetwork.incrementAndGet() > MOST_PER_NETWORK) {
            throw new FailureException(new Failure.Busy("too many failed sign-ins; try again in five minutes"));
        }
    }

    /** What was counted was no failure. */
    void succeeded(Connection connection, AccountName account) {
        counter(connection.network(), account.text()).set(0);
        counter(connection.network(), "").updateAndGet(count -> Math.max(0, count - 1));
    }

    /** An account's name is never empty, so the empty one is free to stand for the whole network. */
    private AtomicInteger counter(String network, String account) {
        return counters.get(new Place(network, account), place -> new AtomicInteger());
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds out who shows an access token. Failures are counted apart from those of passwords: a program that goes on with
 * a token that was revoked keeps nobody from signing in, nor from using another token, as none can be guessed. Safe for
 * use by many threads.
 */
public final class TokenSignIn {
    private static final int MAX_WRONG = 10_000;

    private final AccountDirectory accounts;
    private final TokenUses uses;
    private final InstantSource clock;
    private final FailedAttempts failures;
    private final Cache<Wrong, Boolean> counted;

    /** A wrong token that was counted: shown again, it is no new guess. */
    private record Wrong(String network, AccountName account, TokenHash hash) {}

    /** @param nanoClock counts nanoseconds, and never backwards */
    public TokenSignIn(AccountDirectory accounts, TokenUses uses, InstantSource clock, LongSupplier nanoClock) {
        this.accounts = accounts;
        this.uses = uses;
        this.clock = clock;
        this.failures = new FailedAttempts(nanoClock);
        this.counted = Caffeine.newBuilder()
                .maximumSize(MAX_WRONG)
                .expireAfterWrite(Duration.ofSeconds(FailedAttempts.WINDOW_SECONDS))
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Empty when it is not one of the account's, has expired, or the account cannot sign in; nothing is counted. */
    Optional<Caller> find(AccountName name, AccessToken token) {
        Instant now = clock.instant();
        return issued(name, TokenHash.of(token))
                .filter(found -> !found.issued().life().over(now))
                .map(found -> {
                    IssuedToken issued = found.issued();
                    uses.note(issued.hash(), now);
                    Caller.SignedIn owner =
                            new Caller.SignedIn(name, found.account().role());
                    return new Caller.ByToken(owner, issued.name(), issued.scope());
                });
    }

    /**
     * Whoever shows a token that is not valid is anonymous, and is asked to sign in wherever that is not enough.
     *
     * @throws FailureException Busy after too many that were never valid
     */
    Caller signIn(AccountName name, AccessToken token, Connection connection) {
        Optional<Caller> found = find(name, token);
        if (found.isEmpty()) {
            TokenHash hash = TokenHash.of(token);
            Wrong wrong = new Wrong(connection.network(), name, hash);
            // One that has expired was no guess.
            if (issued(name, hash).isEmpty() && counted.asMap().putIfAbsent(wrong, true) == null) {
                failures.count(connection, name);
            }
        }
        return found.orElse(new Caller.Anonymous(true));
    }

    private record Found(Account account, IssuedToken issued) {}

    private Optional<Found> issued(AccountName name, TokenHash hash) {
        return accounts.holder(name)
                .filter(holder -> !holder.account().disabled())
                .flatMap(holder -> holder.tokens().stream()
                        .filter(token -> token.hash().equals(hash))
                        .findFirst()
                        .map(token -> new Found(holder.account(), token)));
    }
}

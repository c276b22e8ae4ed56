// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The accounts and their access tokens, with those lately asked for in memory. An account and its tokens are remembered
 * as one, so that none outlives its account there. A change made through this object shows at once, one made by another
 * server on the same store after {@link #STALE_SECONDS}. Safe for use by many threads.
 */
public final class AccountDirectory {
    static final int STALE_SECONDS = 5;
    /** Names come from the network, so the memory for them is bounded; unknown ones are kept as well. */
    private static final int MAX_NAMES = 10_000;

    private static final int WEIGHT_OF_NAME = 10;

    private final Accounts accounts;
    private final AccessTokens tokens;
    private final Cache<AccountName, Optional<Holder>> known;

    /** An account with its tokens, the expired ones included. */
    record Holder(Account account, List<IssuedToken> tokens) {}

    /** @param nanoClock counts nanoseconds, and never backwards */
    public AccountDirectory(Accounts accounts, AccessTokens tokens, LongSupplier nanoClock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.known = Caffeine.newBuilder()
                .maximumWeight((long) MAX_NAMES * WEIGHT_OF_NAME)
                .weigher(AccountDirectory::weight)
                .expireAfterWrite(Duration.ofSeconds(STALE_SECONDS))
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    public Optional<Account> find(AccountName name) {
        return holder(name).map(Holder::account);
    }

    Optional<Holder> holder(AccountName name) {
        return known.get(name, asked -> accounts.find(asked).map(account -> new Holder(account, tokens.of(asked))));
    }

    /** As {@link Accounts#after}. */
    public List<Account> after(Optional<AccountName> after, int most) {
        return accounts.after(after, most);
    }

    /** As {@link Accounts#create}. */
    public void create(Account account, Author author) {
        try {
            accounts.create(account, author);
        } finally {
            known.invalidate(account.name());
        }
    }

    /** As {@link Accounts#changePassword}; a password verified before is worth nothing from then on. */
    public void changePassword(AccountName name, PasswordHash hash, Author author) {
        try {
            accounts.changePassword(name, hash, author);
        } finally {
            known.invalidate(name);
        }
    }

    /** As {@link Accounts#changeDisabled}. */
    public void changeDisabled(AccountName name, boolean disabled, Author author) {
        try {
            accounts.changeDisabled(name, disabled, author);
        } finally {
            known.invalidate(name);
        }
    }

    /** As {@link Accounts#delete}. */
    public void delete(AccountName name, Author author) {
        try {
            accounts.delete(name, author);
        } finally {
            known.invalidate(name);
        }
    }

    /** As {@link AccessTokens#of}, past the memory. */
    public List<IssuedToken> tokens(AccountName account) {
        return tokens.of(account);
    }

    /** As {@link AccessTokens#create}. */
    public void createToken(IssuedToken token, Author author) {
        try {
            tokens.create(token, author);
        } finally {
            known.invalidate(token.account());
        }
    }

    /** As {@link AccessTokens#revoke}; no request that comes later is let in by the token. */
    public void revokeToken(AccountName account, TokenName name, Author author) {
        try {
            tokens.revoke(account, name, author);
        } finally {
            known.invalidate(account);
        }
    }

    /** In tenths of a name that nobody has. */
    private static int weight(AccountName name, Optional<Holder> holder) {
        int tokens = holder.map(Holder::tokens).orElse(List.of()).stream()
                .mapToInt(token -> WEIGHT_OF_NAME
                        + token.scope().repositories().map(Set::size).orElse(0))
                .sum();
        return WEIGHT_OF_NAME + tokens;
    }
}

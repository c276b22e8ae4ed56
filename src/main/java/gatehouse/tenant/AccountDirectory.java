// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The accounts with those lately asked for in memory. A change made through this object shows at once, one made by
 * another server on the same store after {@link #STALE_SECONDS}. Safe for use by many threads.
 */
public final class AccountDirectory {
    static final int STALE_SECONDS = 5;
    /** Names come from the network, so the memory for them is bounded; unknown ones are kept as well. */
    private static final int MAX_NAMES = 10_000;

    private final Accounts accounts;
    private final Cache<AccountName, Optional<Account>> known;

    /** @param nanoClock counts nanoseconds, and never backwards */
    public AccountDirectory(Accounts accounts, LongSupplier nanoClock) {
        this.accounts = accounts;
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX_NAMES)
                .expireAfterWrite(Duration.ofSeconds(STALE_SECONDS))
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    public Optional<Account> find(AccountName name) {
        return known.get(name, accounts::find);
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
}

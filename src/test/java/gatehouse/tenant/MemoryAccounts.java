// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Accounts in memory, which count how often they are asked. */
final class MemoryAccounts implements Accounts {
    final AtomicInteger asked = new AtomicInteger();
    private final ConcurrentSkipListMap<AccountName, Account> accounts = new ConcurrentSkipListMap<>();

    @Override
    public Optional<Account> find(AccountName name) {
        asked.incrementAndGet();
        return Optional.ofNullable(accounts.get(name));
    }

    @Override
    public List<Account> after(Optional<AccountName> after, int most) {
        return accounts.values().stream()
                .filter(account -> after.isEmpty() || account.name().compareTo(after.get()) > 0)
                .limit(most)
                .toList();
    }

    @Override
    public void create(Account account, Author author) {
        if (accounts.putIfAbsent(account.name(), account) != null) {
            throw new FailureException(new Failure.Conflict("taken"));
        }
    }

    @Override
    public synchronized boolean createFirst(Account account, Author author) {
        return accounts.isEmpty() && accounts.putIfAbsent(account.name(), account) == null;
    }

    @Override
    public void changePassword(AccountName name, PasswordHash hash, Author author) {
        change(name, old -> new Account(name, hash, old.role(), old.disabled(), old.created()));
    }

    @Override
    public void changeDisabled(AccountName name, boolean disabled, Author author) {
        change(name, old -> new Account(name, old.passwordHash(), old.role(), disabled, old.created()));
    }

    @Override
    public void delete(AccountName name, Author author) {
        if (accounts.remove(name) == null) {
            throw new FailureException(new Failure.Missing("no such account"));
        }
    }

    private void change(AccountName name, UnaryOperator<Account> change) {
        if (accounts.computeIfPresent(name, (key, old) -> change.apply(old)) == null) {
            throw new FailureException(new Failure.Missing("no such account"));
        }
    }
}

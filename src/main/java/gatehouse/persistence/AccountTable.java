// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.tenant.Account;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import gatehouse.tenant.PasswordHash;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** The accounts in the store. */
final class AccountTable implements Accounts {
    private final Transactions transactions;
    private final AuditTable audit;

    AccountTable(Transactions transactions, AuditTable audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public Optional<Account> find(AccountName name) {
        return transactions.read(entities -> row(entities, name).map(AccountRow::account));
    }

    @Override
    public List<Account> after(Optional<AccountName> after, int most) {
        byte[] above = after.map(name -> ByteText.utf8(name.text())).orElse(new byte[0]);
        return transactions.read(entities -> entities.createQuery(
                        "SELECT a FROM AccountRow a WHERE a.name > :above ORDER BY a.name", AccountRow.class)
                .setParameter("above", above)
                .setMaxResults(most)
                .getResultStream()
                .map(AccountRow::account)
                .toList());
    }

    @Override
    public void create(Account account, Author author) {
        transactions.change(entities -> {
            if (row(entities, account.name()).isPresent()) {
                throw new FailureException(new Failure.Conflict("there is an account of that name already"));
            }
            return insert(entities, account, author);
        });
    }

    @Override
    public boolean createFirst(Account account, Author author) {
        return transactions.change(entities -> {
            long accounts = entities.createQuery("SELECT COUNT(a) FROM AccountRow a", Long.class)
                    .getSingleResult();
            return accounts == 0 && insert(entities, account, author);
        });
    }

    @Override
    public void changePassword(AccountName name, PasswordHash hash, Author author) {
        transactions.change(entities -> {
            AccountRow row = existing(entities, name);
            row.changePassword(hash);
            audit.record(entities, new AuditEntry.Change("user.password", name.text(), "", "changed"), author);
            return row;
        });
    }

    @Override
    public void changeDisabled(AccountName name, boolean disabled, Author author) {
        transactions.change(entities -> {
            AccountRow row = existing(entities, name);
            if (row.disabled() == disabled) {
                return row;
            }
            if (disabled) {
                requireAnotherAdministrator(entities, row);
            }
            String before = row.described();
            row.changeDisabled(disabled);
            audit.record(
                    entities, new AuditEntry.Change("user.disabled", name.text(), before, row.described()), author);
            return row;
        });
    }

    @Override
    public void delete(AccountName name, Author author) {
        transactions.change(entities -> {
            AccountRow row = existing(entities, name);
            requireAnotherAdministrator(entities, row);
            entities.createQuery("DELETE FROM GrantRow g WHERE g.account = :account")
                    .setParameter("account", row)
                    .executeUpdate();
            AccessTokenTable.removeAll(entities, name);
            entities.remove(row);
            audit.record(entities, new AuditEntry.Change("user.delete", name.text(), row.described(), ""), author);
            return row;
        });
    }

    static Optional<AccountRow> row(EntityManager entities, AccountName name) {
        return entities.createQuery("SELECT a FROM AccountRow a WHERE a.name = :name", AccountRow.class)
                .setParameter("name", ByteText.utf8(name.text()))
                .getResultStream()
                .findFirst();
    }

    static AccountRow existing(EntityManager entities, AccountName name) {
        return row(entities, name)
                .orElseThrow(() -> new FailureException(new Failure.Missing("there is no account of that name")));
    }

    private boolean insert(EntityManager entities, Account account, Author author) {
        AccountRow row = new AccountRow(account);
        entities.persist(row);
        audit.record(
                entities, new AuditEntry.Change("user.create", account.name().text(), "", row.described()), author);
        return true;
    }

    /** Locks the rows of all administrators, so that two of them cannot go at the same time. */
    private static void requireAnotherAdministrator(EntityManager entities, AccountRow row) {
        boolean another = entities.createQuery(
                        "SELECT a FROM AccountRow a WHERE a.administrator = TRUE", AccountRow.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .anyMatch(other -> !other.sameAs(row) && other.rules());
        if (row.rules() && !another) {
            throw new FailureException(new Failure.Conflict("this is the last administrator who can sign in"));
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import gatehouse.tenant.Grant;
import gatehouse.tenant.Grants;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** What accounts were given, in the store. */
final class GrantTable implements Grants {
    private static final String WHAT = "user.rights";

    private final Transactions transactions;
    private final AuditTable audit;

    GrantTable(Transactions transactions, AuditTable audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public Optional<Access> find(AccountName account, Uuid repository) {
        return transactions.read(entities -> row(entities, account, repository).map(GrantRow::access));
    }

    @Override
    public List<Grant> of(AccountName account) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT g FROM GrantRow g WHERE g.account.name = :name ORDER BY g.repository", GrantRow.class)
                .setParameter("name", ByteText.utf8(account.text()))
                .getResultStream()
                .map(GrantRow::grant)
                .toList());
    }

    @Override
    public void give(Grant grant, Author author) {
        transactions.change(entities -> {
            AccountRow account = AccountTable.existing(entities, grant.account());
            Optional<GrantRow> found = row(entities, grant.account(), grant.repository());
            GrantRow row = found.orElseGet(
                    () -> new GrantRow(account, grant.repository().bytes()));
            String before = found.map(GrantRow::access).map(Described::access).orElse("");
            row.change(grant.access());
            entities.persist(row);
            String subject = subject(grant.account(), grant.repository());
            AuditEntry.Change change = new AuditEntry.Change(WHAT, subject, before, Described.access(grant.access()));
            audit.record(entities, change, author);
            return row;
        });
    }

    @Override
    public void take(AccountName account, Uuid repository, Author author) {
        transactions.change(entities -> {
            GrantRow row = row(entities, account, repository)
                    .orElseThrow(() -> new FailureException(
                            new Failure.Missing("the account was given nothing in that repository")));
            entities.remove(row);
            AuditEntry.Change change =
                    new AuditEntry.Change(WHAT, subject(account, repository), Described.access(row.access()), "");
            audit.record(entities, change, author);
            return row;
        });
    }

    private static Optional<GrantRow> row(EntityManager entities, AccountName account, Uuid repository) {
        return entities.createQuery(
                        "SELECT g FROM GrantRow g WHERE g.account.name = :name AND g.repository = :repository",
                        GrantRow.class)
                .setParameter("name", ByteText.utf8(account.text()))
                .setParameter("repository", repository.bytes())
                .getResultStream()
                .findFirst();
    }

    private static String subject(AccountName account, Uuid repository) {
        return account + " " + repository;
    }
}

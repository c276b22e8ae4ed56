// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.remote.SealedCredentials;
import gatehouse.remote.ServerName;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** The credentials for other servers in the store. */
final class RemoteCredentialsTable implements SealedCredentials {
    private static final String WHAT = "remote.credentials";

    private final Transactions transactions;
    private final AuditTable audit;

    RemoteCredentialsTable(Transactions transactions, AuditTable audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public Optional<Entry> find(ServerName server) {
        return transactions.read(entities -> row(entities, server).map(RemoteCredentialsRow::entry));
    }

    @Override
    public List<Entry> all() {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT c FROM RemoteCredentialsRow c ORDER BY c.server", RemoteCredentialsRow.class)
                .getResultStream()
                .map(RemoteCredentialsRow::entry)
                .toList());
    }

    @Override
    public void set(Entry entry, Author author) {
        transactions.change(entities -> {
            Optional<RemoteCredentialsRow> found = row(entities, entry.server());
            String before = found.map(RemoteCredentialsRow::user).orElse("");
            RemoteCredentialsRow row = found.orElseGet(() -> new RemoteCredentialsRow(entry.server()));
            row.change(entry);
            entities.persist(row);
            AuditEntry.Change change =
                    new AuditEntry.Change(WHAT, entry.server().text(), before, entry.user());
            audit.record(entities, change, author);
            return row;
        });
    }

    @Override
    public void remove(ServerName server, Author author) {
        transactions.change(entities -> {
            RemoteCredentialsRow row = row(entities, server)
                    .orElseThrow(() ->
                            new FailureException(new Failure.Missing("there are no credentials for that server")));
            entities.remove(row);
            audit.record(entities, new AuditEntry.Change(WHAT, server.text(), row.user(), ""), author);
            return row;
        });
    }

    private static Optional<RemoteCredentialsRow> row(EntityManager entities, ServerName server) {
        return entities.createQuery(
                        "SELECT c FROM RemoteCredentialsRow c WHERE c.server = :server", RemoteCredentialsRow.class)
                .setParameter("server", ByteText.utf8(server.text()))
                .getResultStream()
                .findFirst();
    }
}

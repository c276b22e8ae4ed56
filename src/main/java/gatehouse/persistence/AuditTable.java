// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Author;
import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import java.util.List;

/** The audit in the store. */
final class AuditTable implements AuditTrail {
    private final Transactions transactions;
    private final InstantSource clock;

    AuditTable(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void record(AuditEntry.Change change, Author author) {
        transactions.change(entities -> {
            record(entities, change, author);
            return change;
        });
    }

    /** Adds the entry to the transaction of the change that it tells of. */
    void record(EntityManager entities, AuditEntry.Change change, Author author) {
        entities.persist(new AuditRow(clock.instant(), author, change));
    }

    @Override
    public List<AuditEntry> before(long place, int most) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT a FROM AuditRow a WHERE a.place < :place ORDER BY a.place DESC", AuditRow.class)
                .setParameter("place", place)
                .setMaxResults(most)
                .getResultStream()
                .map(AuditRow::entry)
                .toList());
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.size.RepoSizes;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Grants;
import gatehouse.tenant.Settings;
import gatehouse.whereis.LocationJournal;
import java.time.InstantSource;
import javax.sql.DataSource;

/** The tables of an open store, with what they share. */
final class StoreTables implements AutoCloseable {
    private final JournalTable journal;
    private final SizeTable sizes;
    private final AccountTable accounts;
    private final GrantTable grants;
    private final SettingsTable settings;
    private final AuditTable audit;

    StoreTables(DataSource dataSource, Durability durability, Transactions transactions, InstantSource clock) {
        SqlTransactions statements = new SqlTransactions(dataSource, durability);
        SizeRows rows = new SizeRows(statements);
        sizes = new SizeTable(statements, rows);
        journal = new JournalTable(
                statements,
                rows,
                work -> Thread.ofPlatform().name("location-journal").daemon().unstarted(work));
        audit = new AuditTable(transactions, clock);
        accounts = new AccountTable(transactions, audit);
        grants = new GrantTable(transactions, audit);
        settings = new SettingsTable(transactions, audit);
    }

    LocationJournal journal() {
        return journal;
    }

    RepoSizes sizes() {
        return sizes;
    }

    Accounts accounts() {
        return accounts;
    }

    Grants grants() {
        return grants;
    }

    Settings settings() {
        return settings;
    }

    AuditTrail audit() {
        return audit;
    }

    @Override
    public void close() {
        journal.close();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.size.LiveUpdates;
import gatehouse.size.LocalLiveUpdates;
import gatehouse.size.Occupation;
import gatehouse.size.RepoSizes;
import gatehouse.size.SizeWatch;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** The part of a store that sizes and live updates are in, of one server. */
final class OpenSizes implements AutoCloseable {
    /** What live updates are kept in. */
    enum Kept {
        IN_MEMORY(TestDatabase.Kind.H2),
        IN_ROWS_OF_H2(TestDatabase.Kind.H2),
        IN_ROWS_OF_MARIADB(TestDatabase.Kind.MARIADB);

        final TestDatabase.Kind database;

        Kept(TestDatabase.Kind database) {
            this.database = database;
        }

        /** As a server does by itself. */
        static Kept asServed(TestDatabase database) {
            return switch (database.kind()) {
                case H2 -> IN_MEMORY;
                case MARIADB -> IN_ROWS_OF_MARIADB;
            };
        }
    }

    final SqlTransactions transactions;
    final JournalTable journal;
    final RepoSizes sizes;
    final LiveUpdates liveUpdates;
    private final LiveUpdateTable table;
    private final TestDatabase database;

    OpenSizes(TestDatabase database, Kept kept, Duration lease) throws SQLException {
        this.database = database;
        DataSource source = database.open();
        Migrations.apply(source);
        boolean rows = kept != Kept.IN_MEMORY;
        transactions = new SqlTransactions(source, new Durability(source), rows);
        SizeRows sizeRows = new SizeRows(transactions);
        Occupation occupation = new Occupation();
        SizeWatch watch = rows ? SizeWatch.NONE : occupation;
        SizeTable sizeTable = new SizeTable(transactions, sizeRows, watch);
        journal = new JournalTable(
                transactions,
                sizeRows,
                watch,
                work -> Thread.ofPlatform().daemon().unstarted(work));
        table = new LiveUpdateTable(transactions, journal, new ServerLease(transactions, lease));
        sizes = sizeTable;
        liveUpdates = rows ? table : new LocalLiveUpdates(occupation, sizes, journal, lease);
    }

    @Override
    public void close() throws SQLException {
        journal.close();
        table.close();
        database.shut();
    }
}

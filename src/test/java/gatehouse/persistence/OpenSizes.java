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
    enum Kind {
        MEMORY,
        TABLE
    }

    final SqlTransactions transactions;
    final JournalTable journal;
    final RepoSizes sizes;
    final LiveUpdates liveUpdates;
    private final LiveUpdateTable table;

    OpenSizes(DataSource source, Kind kind, Duration lease) throws SQLException {
        Migrations.apply(source);
        transactions = new SqlTransactions(source, new Durability(source), kind == Kind.TABLE);
        SizeRows rows = new SizeRows(transactions);
        Occupation occupation = new Occupation();
        SizeWatch watch = kind == Kind.TABLE ? SizeWatch.NONE : occupation;
        SizeTable sizeTable = new SizeTable(transactions, rows, watch);
        journal = new JournalTable(
                transactions, rows, watch, work -> Thread.ofPlatform().daemon().unstarted(work));
        table = new LiveUpdateTable(transactions, journal, sizeTable, new ServerLease(transactions, lease));
        sizes = sizeTable;
        liveUpdates = kind == Kind.TABLE ? table : new LocalLiveUpdates(occupation, sizes, journal, lease);
    }

    @Override
    public void close() {
        journal.close();
        table.close();
    }
}

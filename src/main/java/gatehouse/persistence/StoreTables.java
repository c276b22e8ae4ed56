// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.cluster.Lacks;
import gatehouse.rebalance.Jobs;
import gatehouse.remote.SealedCredentials;
import gatehouse.size.LiveUpdates;
import gatehouse.size.LocalLiveUpdates;
import gatehouse.size.Occupation;
import gatehouse.size.RepoSizes;
import gatehouse.size.SizeHistory;
import gatehouse.size.SizeWatch;
import gatehouse.tenant.AccessTokens;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Grants;
import gatehouse.tenant.Settings;
import gatehouse.whereis.LocationJournal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/** The tables of an open store, with what they share. */
final class StoreTables implements AutoCloseable {
    /** Long enough for a server that pauses, short enough for others to wait for. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final JournalTable journal;
    private final SizeTable sizes;
    private final SizeHistory sizeHistory;
    private final LiveUpdates liveUpdates;
    private final Optional<LiveUpdateTable> shared;
    private final AccountTable accounts;
    private final AccessTokenTable accessTokens;
    private final GrantTable grants;
    private final SettingsTable settings;
    private final RemoteCredentialsTable credentials;
    private final AuditTable audit;
    private final RebalanceTable rebalancing;
    private final LackTable lacks;

    StoreTables(DataSource dataSource, Durability durability, Transactions transactions, InstantSource clock) {
        this(new SqlTransactions(dataSource, durability, durability.shared()), transactions, clock, LEASE);
    }

    /** @param lease for how long the live updates of a server that was killed are kept */
    StoreTables(SqlTransactions statements, Transactions transactions, InstantSource clock, Duration lease) {
        SizeRows rows = new SizeRows(statements);
        Occupation occupation = new Occupation();
        SizeWatch watch = statements.shared() ? SizeWatch.NONE : occupation;
        sizes = new SizeTable(statements, rows, watch);
        sizeHistory = new SizeHistoryTable(statements);
        journal = new JournalTable(
                statements,
                rows,
                watch,
                work -> Thread.ofPlatform().name("location-journal").daemon().unstarted(work));
        LiveUpdateTable table = new LiveUpdateTable(statements, journal, new ServerLease(statements, lease));
        shared = statements.shared() ? Optional.of(table) : Optional.empty();
        liveUpdates = statements.shared() ? table : new LocalLiveUpdates(occupation, sizes, journal, lease);
        audit = new AuditTable(transactions, clock);
        accounts = new AccountTable(transactions, audit);
        accessTokens = new AccessTokenTable(transactions, audit);
        grants = new GrantTable(transactions, audit);
        settings = new SettingsTable(transactions, audit);
        credentials = new RemoteCredentialsTable(transactions, audit);
        rebalancing = new RebalanceTable(statements);
        lacks = new LackTable(statements);
    }

    LocationJournal journal() {
        return journal;
    }

    RepoSizes sizes() {
        return sizes;
    }

    SizeHistory sizeHistory() {
        return sizeHistory;
    }

    LiveUpdates liveUpdates() {
        return liveUpdates;
    }

    Accounts accounts() {
        return accounts;
    }

    AccessTokens accessTokens() {
        return accessTokens;
    }

    Grants grants() {
        return grants;
    }

    Settings settings() {
        return settings;
    }

    SealedCredentials credentials() {
        return credentials;
    }

    AuditTrail audit() {
        return audit;
    }

    Jobs rebalancing() {
        return rebalancing;
    }

    Lacks lacks() {
        return lacks;
    }

    @Override
    public void close() {
        journal.close();
        shared.ifPresent(LiveUpdateTable::close);
    }
}

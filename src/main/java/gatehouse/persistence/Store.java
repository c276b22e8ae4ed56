// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.cluster.Lacks;
import gatehouse.rebalance.Jobs;
import gatehouse.remote.SealedCredentials;
import gatehouse.size.LiveUpdates;
import gatehouse.size.RepoSizes;
import gatehouse.size.SizeHistory;
import gatehouse.tenant.AccessTokens;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Grants;
import gatehouse.tenant.Settings;
import gatehouse.whereis.LocationJournal;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The store in the container: its tables are brought up to date when it is first asked for, before any of them is used.
 * Needs a bean of type {@link InstantSource}.
 */
@ApplicationScoped
public class Store {
    @Resource(lookup = "java:app/jdbc/main")
    private @Nullable DataSource dataSource;

    @PersistenceUnit(unitName = "main")
    private @Nullable EntityManagerFactory entities;

    @Resource
    private @Nullable UserTransaction transaction;

    @Inject
    private @Nullable InstantSource clock;

    private @Nullable StoreTables tables;

    @PostConstruct
    void open() {
        DataSource source = required(dataSource);
        Migrations.apply(source);
        try {
            Durability durability = new Durability(source);
            Transactions transactions = new JtaTransactions(required(entities), required(transaction), durability);
            tables = new StoreTables(source, durability, transactions, required(clock));
        } catch (SQLException e) {
            throw new StoreException("opening it", e);
        }
    }

    @PreDestroy
    void close() {
        if (tables != null) {
            tables.close();
        }
    }

    @Produces
    public LocationJournal journal() {
        return required(tables).journal();
    }

    @Produces
    public RepoSizes sizes() {
        return required(tables).sizes();
    }

    @Produces
    public SizeHistory sizeHistory() {
        return required(tables).sizeHistory();
    }

    @Produces
    public LiveUpdates liveUpdates() {
        return required(tables).liveUpdates();
    }

    @Produces
    public Accounts accounts() {
        return required(tables).accounts();
    }

    @Produces
    public AccessTokens accessTokens() {
        return required(tables).accessTokens();
    }

    @Produces
    public Grants grants() {
        return required(tables).grants();
    }

    @Produces
    public Settings settings() {
        return required(tables).settings();
    }

    @Produces
    public SealedCredentials credentials() {
        return required(tables).credentials();
    }

    @Produces
    public AuditTrail audit() {
        return required(tables).audit();
    }

    @Produces
    public Jobs rebalancing() {
        return required(tables).rebalancing();
    }

    @Produces
    public Lacks lacks() {
        return required(tables).lacks();
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the store is not open");
        }
        return value;
    }
}

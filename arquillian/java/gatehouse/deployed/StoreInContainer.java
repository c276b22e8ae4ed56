// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.deployed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Account;
import gatehouse.tenant.AccountDirectory;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Author;
import gatehouse.tenant.Password;
import gatehouse.tenant.PasswordHash;
import gatehouse.tenant.Role;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What the container gives to the store is really there, and its transactions are real. */
@ArquillianTest
abstract class StoreInContainer {
    private static final Uuid REPOSITORY = new Uuid("5ee1dd7c-25d7-4ac4-9ebd-6b6e8f25ab01");

    @Inject
    Accounts accounts;

    @Inject
    AccountDirectory directory;

    @Inject
    AuditTrail audit;

    @Inject
    LocationJournal journal;

    @Inject
    SecureRandom random;

    @Resource(lookup = "java:app/jdbc/main")
    DataSource dataSource;

    @Resource
    UserTransaction transaction;

    /** What the database calls itself. */
    abstract String product();

    @Test
    void theStoreIsWhereItIsMeantToBe() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
    }

    @Test
    void whatIsRolledBackWasNeverThere() throws Exception {
        transaction.begin();
        insert("rolled-back");
        transaction.rollback();

        assertThat(accounts.find(new AccountName("rolled-back"))).isEmpty();
    }

    @Test
    void whatIsCommittedIsThere() throws Exception {
        transaction.begin();
        insert("committed");
        transaction.commit();

        assertThat(accounts.find(new AccountName("committed"))).isPresent();
        assertThat(directory.find(new AccountName("committed"))).isPresent();
    }

    @Test
    void aRefusedChangeLeavesNoTraceNotEvenInTheAudit() {
        Account account = account("taken");
        accounts.create(account, Author.SERVER);
        int entries = audited();

        assertThatThrownBy(() -> accounts.create(account, Author.SERVER)).isInstanceOf(FailureException.class);

        assertThat(audited()).isEqualTo(entries);
    }

    @Test
    void theJournalKeepsAChangeUntilItIsCommitted() {
        Key key = new Key("WORM-s3--deployed");
        journal.record(
                new LocationChange(REPOSITORY, key, REPOSITORY, LocationChange.Presence.PRESENT, 1L),
                SizeChange.of(key, LocationChange.Presence.PRESENT));

        List<LocationJournal.Entry> pending = journal.pending(REPOSITORY, 10);
        assertThat(pending).extracting(entry -> entry.change().key()).containsExactly(key);

        journal.committed(pending.stream().map(LocationJournal.Entry::place).toList());
        assertThat(journal.pending(REPOSITORY, 10)).isEmpty();
    }

    private int audited() {
        return audit.before(Long.MAX_VALUE, 1000).size();
    }

    private Account account(String name) {
        Password password = Password.random(random);
        return new Account(new AccountName(name), PasswordHash.of(password, random), Role.USER, false, Instant.EPOCH);
    }

    private void insert(String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO account (name, password_hash, administrator, disabled, created_millis, version)"
                                + " VALUES (?, ?, FALSE, FALSE, 0, 1)")) {
            insert.setBytes(1, name.getBytes(StandardCharsets.UTF_8));
            insert.setString(2, account(name).passwordHash().text());
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }
}

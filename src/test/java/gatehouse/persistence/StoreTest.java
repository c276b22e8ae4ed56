// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.Account;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import gatehouse.tenant.Grant;
import gatehouse.tenant.Level;
import gatehouse.tenant.Lockdown;
import gatehouse.tenant.MaxSizeRule;
import gatehouse.tenant.Password;
import gatehouse.tenant.PasswordHash;
import gatehouse.tenant.Role;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource
class StoreTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_123L);
    private static final Author AUTHOR = new Author("root", "192.0.2.7");
    private static final Uuid REPOSITORY = new Uuid("repo-\u00ff-1");
    private static final Uuid OTHER = new Uuid("REPO-\u00ff-1");
    private static final AccountName JOEY = new AccountName("joey");
    private static final PasswordHash HASH =
            PasswordHash.of(new Password("correct horse"), new SecureRandom(new byte[] {1}));

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private TestDatabase database;
    private OpenStore store;

    @BeforeEach
    void open() throws Exception {
        if (database == null) {
            database = TestDatabase.of(kind, folder);
        }
        store = new OpenStore(database, InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void anAccountIsFoundAsItWasCreatedAfterTheStoreWasReopened() throws Exception {
        Account account = account("J\u00f6ey \u2603", Role.ADMINISTRATOR);
        store.tables.accounts().create(account, AUTHOR);
        store.close();
        open();
        assertThat(store.tables.accounts().find(account.name())).contains(account);
    }

    @Test
    void namesThatDifferOnlyInCaseAreDifferentAccounts() {
        store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
        store.tables.accounts().create(account("Joey", Role.USER), AUTHOR);
        assertThat(store.tables.accounts().find(new AccountName("JOEY"))).isEmpty();
        assertThat(names(Optional.empty(), 10)).containsExactly("Joey", "joey");
    }

    @Test
    void aTakenNameIsAConflict() {
        store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
        assertFailure(Failure.Conflict.class, () -> store.tables.accounts().create(account("joey", Role.USER), AUTHOR));
    }

    @Test
    void ofManyWhoCreateTheSameAccountAtOnceOneSucceedsAndTheOthersAreToldOfAConflict() throws Exception {
        CountDownLatch ready = new CountDownLatch(8);
        AtomicInteger created = new AtomicInteger();
        AtomicInteger conflicts = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                ready.countDown();
                try {
                    ready.await();
                    store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
                    created.incrementAndGet();
                } catch (FailureException e) {
                    conflicts.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(created).hasValue(1);
        assertThat(conflicts).hasValue(7);
    }

    @Test
    void aChangedPasswordAndADisabledAccountAreFoundAsChanged() {
        PasswordHash other = PasswordHash.of(new Password("another one"), new SecureRandom(new byte[] {2}));
        store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
        store.tables.accounts().changePassword(JOEY, other, AUTHOR);
        store.tables.accounts().changeDisabled(JOEY, true, AUTHOR);
        assertThat(store.tables.accounts().find(JOEY)).contains(new Account(JOEY, other, Role.USER, true, NOW));
    }

    @Test
    void accountsAreListedPageByPage() {
        for (String name : List.of("c", "a", "d", "b")) {
            store.tables.accounts().create(account(name, Role.USER), AUTHOR);
        }
        assertThat(names(Optional.empty(), 2)).containsExactly("a", "b");
        assertThat(names(Optional.of(new AccountName("b")), 2)).containsExactly("c", "d");
    }

    @Test
    void theFirstAccountIsCreatedOnlyInAnEmptyStore() {
        assertThat(store.tables.accounts().createFirst(account("admin", Role.ADMINISTRATOR), AUTHOR))
                .isTrue();
        assertThat(store.tables.accounts().createFirst(account("admin2", Role.ADMINISTRATOR), AUTHOR))
                .isFalse();
        assertThat(names(Optional.empty(), 9)).containsExactly("admin");
    }

    @Test
    void theLastAdministratorWhoCanSignInIsNeitherDeletedNorDisabled() {
        store.tables.accounts().create(account("one", Role.ADMINISTRATOR), AUTHOR);
        store.tables.accounts().create(account("two", Role.ADMINISTRATOR), AUTHOR);
        store.tables.accounts().changeDisabled(new AccountName("two"), true, AUTHOR);
        assertFailure(Failure.Conflict.class, () -> store.tables.accounts().delete(new AccountName("one"), AUTHOR));
        assertFailure(
                Failure.Conflict.class,
                () -> store.tables.accounts().changeDisabled(new AccountName("one"), true, AUTHOR));
        store.tables.accounts().delete(new AccountName("two"), AUTHOR);
        assertThat(names(Optional.empty(), 9)).containsExactly("one");
    }

    @Test
    void aDeletedAccountLeavesNoGrantToANewOneOfItsName() {
        store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
        store.tables.grants().give(new Grant(JOEY, REPOSITORY, Access.EVERYTHING), AUTHOR);
        store.tables.accounts().delete(JOEY, AUTHOR);
        store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
        assertThat(store.tables.grants().of(JOEY)).isEmpty();
    }

    @Test
    void aGrantReplacesTheOneBeforeAndHoldsForItsRepositoryAlone() {
        store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
        store.tables.grants().give(new Grant(JOEY, REPOSITORY, new Access(Level.READ, false)), AUTHOR);
        store.tables.grants().give(new Grant(JOEY, REPOSITORY, new Access(Level.APPEND, true)), AUTHOR);
        assertThat(store.tables.grants().find(JOEY, REPOSITORY)).contains(new Access(Level.APPEND, true));
        assertThat(store.tables.grants().find(JOEY, OTHER)).isEmpty();
        assertThat(store.tables.grants().of(JOEY)).hasSize(1);
        store.tables.grants().take(JOEY, REPOSITORY, AUTHOR);
        assertThat(store.tables.grants().find(JOEY, REPOSITORY)).isEmpty();
        assertFailure(Failure.Missing.class, () -> store.tables.grants().take(JOEY, REPOSITORY, AUTHOR));
    }

    @Test
    void aGrantToNobodyIsRefused() {
        assertFailure(
                Failure.Missing.class,
                () -> store.tables.grants().give(new Grant(JOEY, REPOSITORY, Access.EVERYTHING), AUTHOR));
    }

    @Test
    void settingsAreUnchangedUntilChangedAndEachChangeLeavesTheOthers() {
        assertThat(store.tables.settings().of(REPOSITORY).anonymous()).isEmpty();
        store.tables.settings().changeTrashRetention(REPOSITORY, 3600, AUTHOR);
        store.tables.settings().changeAnonymous(REPOSITORY, Optional.of(Access.NOTHING), AUTHOR);
        store.tables.settings().changeMaxSizeRule(REPOSITORY, MaxSizeRule.HARD, AUTHOR);
        store.tables.settings().changeLockdown(REPOSITORY, Lockdown.REFUSE, AUTHOR);
        assertThat(store.tables.settings().of(REPOSITORY).trashRetentionSeconds())
                .isEqualTo(3600);
        assertThat(store.tables.settings().of(REPOSITORY).anonymous()).contains(Access.NOTHING);
        assertThat(store.tables.settings().of(OTHER).anonymous()).isEmpty();
        store.tables.settings().changeAnonymous(REPOSITORY, Optional.empty(), AUTHOR);
        assertThat(store.tables.settings().of(REPOSITORY).anonymous()).isEmpty();
        assertThat(store.tables.settings().of(REPOSITORY).trashRetentionSeconds())
                .isEqualTo(3600);
        assertThat(store.tables.settings().of(REPOSITORY).maxSizeRule()).isEqualTo(MaxSizeRule.HARD);
        assertThat(store.tables.settings().of(REPOSITORY).lockdown()).isEqualTo(Lockdown.REFUSE);
        assertThat(store.tables.settings().of(OTHER).lockdown()).isEqualTo(Lockdown.OFF);
        assertThat(store.tables.settings().of(OTHER).maxSizeRule()).isEqualTo(MaxSizeRule.ADVISORY);
    }

    @Test
    void everyChangeIsAuditedWithItsAuthorAndWithHowItWasBefore() {
        store.tables.accounts().create(account("joey", Role.USER), AUTHOR);
        store.tables.grants().give(new Grant(JOEY, REPOSITORY, new Access(Level.READ, true)), AUTHOR);
        store.tables.grants().give(new Grant(JOEY, REPOSITORY, Access.EVERYTHING), AUTHOR);
        store.tables.accounts().changePassword(JOEY, HASH, AUTHOR);
        store.tables.settings().changeTrashRetention(REPOSITORY, 60, AUTHOR);
        store.tables.accounts().delete(JOEY, AUTHOR);
        List<AuditEntry> entries = store.tables.audit().before(Long.MAX_VALUE, 100);
        assertThat(entries)
                .extracting(entry -> entry.change().what())
                .containsExactly(
                        "user.delete",
                        "repository.trash",
                        "user.password",
                        "user.rights",
                        "user.rights",
                        "user.create");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.at()).isEqualTo(NOW);
            assertThat(entry.author()).isEqualTo(AUTHOR);
        });
        assertThat(entries.get(3).change())
                .isEqualTo(new AuditEntry.Change(
                        "user.rights",
                        "joey " + REPOSITORY,
                        "level=READ locking=true",
                        "level=ADMINISTER locking=true"));
        assertThat(entries.toString()).doesNotContain(HASH.text());
        assertThat(store.tables.audit().before(entries.get(1).place(), 1)).containsExactly(entries.get(2));
    }

    @Test
    void aRefusedChangeIsNotAudited() {
        assertFailure(Failure.Missing.class, () -> store.tables.accounts().delete(JOEY, AUTHOR));
        assertThat(store.tables.audit().before(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void whatIsTooLongForTheAuditIsCutBetweenCharacters() {
        store.tables.audit().record(new AuditEntry.Change("x", "a" + "\u00e9".repeat(5000), "", ""), AUTHOR);
        assertThat(store.tables
                        .audit()
                        .before(Long.MAX_VALUE, 1)
                        .getFirst()
                        .change()
                        .subject())
                .isEqualTo("a" + "\u00e9".repeat(2559));
    }

    @Test
    void theJournalKeepsAnyKeyInTheOrderOfRecordingAndForgetsWhatIsCommitted() throws Exception {
        Key odd = new Key("WORM-s1--" + allBytesOfNames());
        Key longest = new Key("WORM--" + "x".repeat(Key.MAX_BYTES - 6));
        LocationJournal journal = store.tables.journal();
        journal.record(new LocationChange(REPOSITORY, odd, OTHER, Presence.PRESENT, 1), SizeChange.NONE);
        journal.record(
                new LocationChange(REPOSITORY, longest, OTHER, Presence.MISSING, Long.MAX_VALUE), SizeChange.NONE);
        journal.record(new LocationChange(OTHER, odd, REPOSITORY, Presence.DEAD, 3), SizeChange.NONE);
        store.close();
        open();
        List<LocationJournal.Entry> pending = store.tables.journal().pending(REPOSITORY, 10);
        assertThat(pending)
                .extracting(LocationJournal.Entry::change)
                .containsExactly(
                        new LocationChange(REPOSITORY, odd, OTHER, Presence.PRESENT, 1),
                        new LocationChange(REPOSITORY, longest, OTHER, Presence.MISSING, Long.MAX_VALUE));
        assertThat(store.tables.journal().pending(REPOSITORY, 1)).containsExactly(pending.getFirst());
        assertThat(store.tables.journal().repositoriesWithPending()).containsExactlyInAnyOrder(REPOSITORY, OTHER);
        store.tables.journal().committed(List.of(pending.getFirst().place(), 999_999L));
        assertThat(store.tables.journal().pending(REPOSITORY, 10)).containsExactly(pending.get(1));
        store.tables.journal().committed(List.of(pending.get(1).place()));
        assertThat(store.tables.journal().repositoriesWithPending()).containsExactly(OTHER);
    }

    @Test
    void thePendingChangesOfOneKeyAreThoseOfThatKeyInThatRepositoryAlone() {
        Key key = new Key("WORM--codding");
        Key another = new Key("WORM--gnu");
        LocationJournal journal = store.tables.journal();
        LocationChange first = new LocationChange(REPOSITORY, key, OTHER, Presence.PRESENT, 1);
        LocationChange second = new LocationChange(REPOSITORY, key, OTHER, Presence.MISSING, 2);
        journal.record(first, SizeChange.NONE);
        journal.record(new LocationChange(REPOSITORY, another, OTHER, Presence.PRESENT, 1), SizeChange.NONE);
        journal.record(new LocationChange(OTHER, key, OTHER, Presence.PRESENT, 1), SizeChange.NONE);
        journal.record(second, SizeChange.NONE);
        assertThat(journal.pending(REPOSITORY, key)).containsExactly(first, second);
        assertThat(journal.pending(REPOSITORY, new Key("WORM--none"))).isEmpty();
        assertThat(journal.depth()).isEqualTo(4);
    }

    @Test
    void aClosedJournalRefusesWhatItWouldNotWrite() {
        store.tables.close();
        assertFailure(
                Failure.Busy.class,
                () -> store.tables
                        .journal()
                        .record(
                                new LocationChange(REPOSITORY, new Key("WORM--a"), OTHER, Presence.PRESENT, 1),
                                SizeChange.NONE));
    }

    @Test
    void aStoreWhoseMigrationsWereChangedDoesNotOpen() throws Exception {
        try (var connection = store.dataSource.getConnection();
                var statement = connection.createStatement()) {
            String change = "UPDATE 'flyway_schema_history' SET 'checksum' = 1 WHERE 'version' = 1";
            statement.execute(change.replace("'", connection.getMetaData().getIdentifierQuoteString()));
        }
        assertThatThrownBy(() -> Migrations.apply(store.dataSource))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("tables up to date");
    }

    private List<String> names(Optional<AccountName> after, int most) {
        return store.tables.accounts().after(after, most).stream()
                .map(account -> account.name().text())
                .toList();
    }

    private static Account account(String name, Role role) {
        return new Account(new AccountName(name), HASH, role, false, NOW);
    }

    private static String allBytesOfNames() {
        StringBuilder text = new StringBuilder();
        for (char c = 1; c <= 0xff; c++) {
            text.append(c);
        }
        return text.toString();
    }

    private static void assertFailure(Class<? extends Failure> kind, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(kind));
    }
}

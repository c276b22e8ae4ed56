// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
class SqlTransactionsTest {
    private static final Uuid ONE = new Uuid("one");
    private static final Uuid TWO = new Uuid("two");
    private static final int LIMIT_SECONDS = 60;

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private TestDatabase database;
    private SqlTransactions transactions;

    @BeforeEach
    void open() throws Exception {
        // Locks are waited for a second, so that several waits make no long test.
        database = TestDatabase.at(
                switch (kind) {
                    case H2 -> OpenStore.url(folder) + ";LOCK_TIMEOUT=1000";
                    case MARIADB ->
                        MariaDbProcess.shared()
                                .newDatabase()
                                .replace("innodb_lock_wait_timeout=5", "innodb_lock_wait_timeout=1");
                });
        Migrations.apply(database.open());
        Durability durability = new Durability(database.open());
        transactions = new SqlTransactions(database.open(), durability, durability.shared());
        transactions.alone("making rows", connection -> LiveRows.createSpaces(connection, locations(ONE, TWO)));
    }

    @AfterEach
    void close() throws Exception {
        database.shut();
    }

    @Test
    void whoMeetsOthersEachTimeIsToldToComeBackAndHasChangedNothing() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> transactions.change("a test", connection -> {
                    LiveRows.createSpaces(connection, locations(new Uuid("three")));
                    tries.incrementAndGet();
                    throw new SQLException("as a deadlock is told", "40001");
                }))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));
        assertThat(tries.get()).isBetween(3, 10);
        assertThat(spaces()).isEqualTo(2);
    }

    @Test
    void anotherErrorIsNotTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> transactions.change("a test", connection -> {
                    tries.incrementAndGet();
                    throw new SQLException("as a mistake is told", "42000");
                }))
                .isInstanceOf(StoreException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void ofTwoWhoWaitForEachOtherOneIsRunAgainAndBothSucceed() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger tries = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> first = threads.submit(() -> locks(ONE, TWO, both, tries));
            Future<?> second = threads.submit(() -> locks(TWO, ONE, both, tries));
            first.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            second.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(tries).hasValueGreaterThan(2);
    }

    @Test
    void aLockThatIsHeldForLongerThanOneWaitIsHadAfterIt() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> holding = threads.submit(() -> transactions.change("holding", connection -> {
                lock(connection, ONE);
                held.countDown();
                return sleep(2500);
            }));
            assertThat(held.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            Future<?> waiting = threads.submit(() -> transactions.change("waiting", connection -> {
                tries.incrementAndGet();
                lock(connection, ONE);
                return true;
            }));
            waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            holding.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(tries).hasValueGreaterThan(1);
    }

    private void locks(Uuid first, Uuid second, CountDownLatch both, AtomicInteger tries) {
        transactions.change("locking", connection -> {
            tries.incrementAndGet();
            lock(connection, first);
            both.countDown();
            await(both);
            lock(connection, second);
            return true;
        });
    }

    private static void lock(Connection connection, Uuid location) throws SQLException {
        LiveRows.lockSpace(connection, locations(location));
    }

    private static SortedSet<Uuid> locations(Uuid... some) {
        return new TreeSet<>(Set.of(some));
    }

    private int spaces() {
        return transactions.read("counting", connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT COUNT(*) FROM space")) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

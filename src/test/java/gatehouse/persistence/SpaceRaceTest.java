// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.MariaDbPoolDataSource;

/** Many writers fill a few locations to the last object, and never above. */
class SpaceRaceTest {
    private static final String SEED = "20261123";
    private static final int WRITERS = 8;
    private static final int ROUNDS = 30;
    /** Of a process that is killed before. */
    private static final int ENDLESS = 1_000_000;

    private static final int LEASE_SECONDS = 8;
    private static final int WAIT_SECONDS = 120;

    @TempDir
    static Path databaseFolder;

    private static MariaDbProcess database;

    @TempDir
    Path folder;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = MariaDbProcess.start(databaseFolder);
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    @Test
    void writersOfTwoServersOnOneMariaDbFillItAndNothingIsAboveItsLimitSeed20261123() throws Exception {
        String url = database.newDatabase();
        try (MariaDbPoolDataSource pool = new MariaDbPoolDataSource(url);
                OpenSizes store = new OpenSizes(pool, OpenSizes.Kind.TABLE, Duration.ofSeconds(LEASE_SECONDS))) {
            SpaceWriters.count(store);
            SpaceWatch watch = new SpaceWatch(store);
            Process one = start(url, "one");
            Process two = start(url, "two");
            assertEnds(one, "one");
            assertEnds(two, "two");
            watch.close();
            watch.assertFullAndRight();
            assertThat(liveRows(store)).isZero();
        }
    }

    @Test
    void whatAKilledServerHadPromisedIsFreeAfterItsLeaseAndAllThatFitsIsStoredSeed20261123() throws Exception {
        String url = database.newDatabase();
        try (MariaDbPoolDataSource pool = new MariaDbPoolDataSource(url);
                OpenSizes store = new OpenSizes(pool, OpenSizes.Kind.TABLE, Duration.ofSeconds(LEASE_SECONDS))) {
            SpaceWriters.count(store);
            SpaceWatch watch = new SpaceWatch(store);
            Process victim = start(url, "victim", ENDLESS);
            Process other = start(url, "other");
            killInTheMiddle(victim, "victim", store);
            assertEnds(other, "other");
            awaitNoLiveRows(store);
            assertEnds(start(url, "filler"), "filler");
            watch.close();
            watch.assertFullAndRight();
            assertThat(liveRows(store)).isZero();
        }
    }

    @Test
    void writersOfTheOneServerOfAFileFillItAlsoAfterItWasKilledSeed20261123() throws Exception {
        String url = OpenStore.url(folder);
        JdbcConnectionPool pool = pool(url);
        try (OpenSizes store = new OpenSizes(pool, OpenSizes.Kind.MEMORY, Duration.ofSeconds(LEASE_SECONDS))) {
            SpaceWriters.count(store);
        }
        shutdown(pool);
        Process victim = start(url, "victim", ENDLESS);
        await("victim", "busy");
        kill(victim);
        pool = pool(url);
        try (OpenSizes store = new OpenSizes(pool, OpenSizes.Kind.MEMORY, Duration.ofSeconds(LEASE_SECONDS))) {
            assertThat(store.journal.depth()).isPositive();
            SpaceWatch watch = new SpaceWatch(store);
            new SpaceWriters(store, "after", Long.parseLong(SEED), () -> {}).run(2 * WRITERS, ROUNDS);
            watch.close();
            watch.assertFullAndRight();
        }
        shutdown(pool);
    }

    private static JdbcConnectionPool pool(String url) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "gatehouse", "gatehouse");
        pool.setMaxConnections(40);
        return pool;
    }

    private Process start(String url, String name) throws Exception {
        return start(url, name, ROUNDS);
    }

    private Process start(String url, String name, int rounds) throws Exception {
        return SpaceWriterProcess.start(
                url, folder.resolve(name + ".out"), List.of(name, SEED, "" + WRITERS, "" + rounds, "" + LEASE_SECONDS));
    }

    private void assertEnds(Process process, String name) throws Exception {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(folder.resolve(name + ".out"))
                .as(Files.readString(folder.resolve(name + ".out.errors")))
                .content()
                .endsWith("ends\n");
    }

    private void killInTheMiddle(Process victim, String name, OpenSizes store) throws Exception {
        await(name, "busy");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (liveRows(store) == 0 && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        kill(victim);
    }

    private static void kill(Process victim) throws InterruptedException {
        victim.toHandle().destroyForcibly();
        assertThat(victim.waitFor()).as("killed, not ended by itself").isEqualTo(128 + 9);
    }

    private void await(String name, String said) throws Exception {
        Path out = folder.resolve(name + ".out");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!Files.readString(out).contains(said)) {
            assertThat(System.nanoTime()).as("until %s says %s", name, said).isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** A server sweeps up what another left. */
    private static void awaitNoLiveRows(OpenSizes store) throws InterruptedException {
        store.liveUpdates
                .remove(SpaceWriters.REPOSITORY, SpaceWriters.REPOSITORY, new gatehouse.key.Key("WORM--none"))
                .close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5 * LEASE_SECONDS);
        while (liveRows(store) > 0 && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        assertThat(liveRows(store)).as("rows of a server whose lease is over").isZero();
    }

    private static int liveRows(OpenSizes store) {
        return store.transactions.read("counting", connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT COUNT(*) FROM live_update")) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    private static void shutdown(JdbcConnectionPool pool) throws Exception {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        pool.dispose();
    }
}

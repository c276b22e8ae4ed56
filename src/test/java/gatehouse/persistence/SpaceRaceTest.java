// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Path folder;

    @Test
    void writersOfTwoServersOnOneMariaDbFillItAndNothingIsAboveItsLimitSeed20261123() throws Exception {
        TestDatabase database = TestDatabase.of(TestDatabase.Kind.MARIADB, folder);
        String url = database.url;
        try (OpenSizes store = open(database)) {
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
        TestDatabase database = TestDatabase.of(TestDatabase.Kind.MARIADB, folder);
        String url = database.url;
        try (OpenSizes store = open(database)) {
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
        TestDatabase database = TestDatabase.of(TestDatabase.Kind.H2, folder);
        try (OpenSizes store = open(database)) {
            SpaceWriters.count(store);
        }
        Process victim = start(database.url, "victim", ENDLESS);
        await("victim", "busy");
        kill(victim);
        try (OpenSizes store = open(database)) {
            assertThat(store.journal.depth()).isPositive();
            SpaceWatch watch = new SpaceWatch(store);
            new SpaceWriters(store, "after", Long.parseLong(SEED), () -> {}).run(2 * WRITERS, ROUNDS);
            watch.close();
            watch.assertFullAndRight();
        }
    }

    private static OpenSizes open(TestDatabase database) throws Exception {
        return new OpenSizes(database, OpenSizes.Kept.asServed(database), Duration.ofSeconds(LEASE_SECONDS));
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
}

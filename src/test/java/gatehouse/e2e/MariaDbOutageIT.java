// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.persistence.MariaDbProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of the store is stopped and killed while the server works; nobody touches the server. */
class MariaDbOutageIT {
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 6;
    private static final int LARGE_BYTES = 30_000_000;
    /** Longer than what is known of rights is remembered. */
    private static final long FORGOTTEN_MILLIS = 6000;

    private static final Duration RECOVERY = Duration.ofMinutes(1);
    /** Commits that failed are tried again ever more seldom, once a minute at last. */
    private static final Duration COMMITS_AGAIN = Duration.ofMinutes(2);

    private static final String STORED = "\"stored\":true";

    @TempDir
    Path folder;

    private MariaDbProcess database;
    private Bench bench;
    private final Random random = new Random(11);

    @BeforeEach
    void start() throws Exception {
        database = MariaDbProcess.start(folder);
        bench = Bench.wideOpenOn(database.newAccess());
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
        database.close();
    }

    @Test
    void withoutItsDatabaseTheServerSaysSoFinishesDownloadsAndGoesOnByItself() throws Exception {
        AnnexApi api = bench.api();
        byte[] large = Keys.content(random, LARGE_BYTES);
        byte[] small = Keys.content(random, 1000);
        assertThat(api.put(Keys.sha256(large), large).text()).contains(STORED);
        try (Wire download = Wire.to(bench.server().port())) {
            download.send(Request.get(api.path() + "/v4/key/" + Keys.sha256(large) + "?" + AnnexApi.CLIENT)
                    .wire());
            Poll.pause(200);
            database.stop();
            Poll.pause(FORGOTTEN_MILLIS);

            assertRefused(api.put(Keys.sha256(small), small));
            assertRefused(api.post("checkpresent", Keys.sha256(large)));
            assertRefused(api.post("remove", Keys.sha256(large)));
            assertRefused(api.get(Keys.sha256(large)));
            Answer answer = download.answer();
            assertThat(answer.whole()).isTrue();
            assertThat(answer.body()).as("of a download under way").isEqualTo(large);
        }
        database.startAgain();
        Poll.until(
                "it stores again",
                RECOVERY,
                () -> api.put(Keys.sha256(small), small).text().contains(STORED));
        assertThat(api.isPresent(Keys.sha256(large))).isTrue();
        assertThat(bench.log()).contains("the store does not answer", "the store answers again");
        Poll.until(
                "the branch holds it",
                COMMITS_AGAIN,
                () -> BranchContent.of(bench.repository()).isHere(Keys.sha256(small)));
        bench.repository().isSound();
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheDatabaseIsKilledUnderLoad() throws Exception {
        Map<String, byte[]> stored = new ConcurrentHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Future<?>> clients = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
                for (int i = 0; i < CLIENTS; i++) {
                    Random own = new Random(random.nextLong());
                    clients.add(threads.submit(() -> uploadUntilRefused(own, stored)));
                }
                Poll.pause(500 + random.nextInt(1500));
                database.kill();
            }
            for (Future<?> client : clients) {
                client.get();
            }
            database.startAgain();
            byte[] content = Keys.content(random, 100);
            Poll.until(
                    "it stores again",
                    RECOVERY,
                    () -> bench.api().put(Keys.sha256(content), content).text().contains(STORED));
        }
        assertThat(stored).hasSizeGreaterThan(ROUNDS * CLIENTS);
        assertThat(bench.repository().objects().keySet()).containsAll(stored.keySet());
        Poll.until(
                "the branch holds all that was acknowledged",
                COMMITS_AGAIN,
                () -> BranchContent.of(bench.repository()).recordsHere(stored.keySet(), List.of()));
    }

    @Test
    void theServerStopsWithoutItsDatabaseAndDoesNotStartWithoutIt() throws Exception {
        byte[] content = Keys.content(random, 1000);
        String key = Keys.sha256(content);
        assertThat(bench.api().put(key, content).text()).contains(STORED);
        database.kill();
        assertThat(bench.server().stop()).isIn(0, 143);

        Ran ran = bench.machine()
                .shell(
                        bench.folder(),
                        "GATEHOUSE_STORE_PASSWORD=x " + Path.of("gatehouse").toAbsolutePath()
                                + " serve --port " + bench.server().port()
                                + " --data other --directory served --bind 127.0.0.1"
                                + " --store jdbc:mariadb://127.0.0.1:9/none --store-user nobody");
        assertThat(ran.exit()).isNotZero();
        assertThat(ran.errors()).contains("the server cannot start");

        database.startAgain();
        bench.server().start();
        assertThat(bench.api().get(key).body()).isEqualTo(content);
        bench.repository().isSound();
    }

    private void uploadUntilRefused(Random own, Map<String, byte[]> stored) {
        while (true) {
            byte[] content = Keys.content(own, 1 + own.nextInt(20_000));
            Answer answer = bench.api().put(Keys.sha256(content), content);
            if (!answer.text().contains(STORED)) {
                assertRefused(answer);
                return;
            }
            stored.put(Keys.sha256(content), content);
        }
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.text()).contains("the store");
        assertThat(answer.header("Retry-After")).isPresent();
    }
}

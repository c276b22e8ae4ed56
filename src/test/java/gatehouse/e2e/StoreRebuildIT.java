// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.persistence.MariaDbProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store is lost; what branches and contents tell is learned again from them. */
class StoreRebuildIT {
    private static final int OLD = 30;
    private static final int NEW = 6;

    @TempDir
    Path databaseFolder;

    private final Random random = new Random(17);

    /** Where the store is, to lose it and to look into it. */
    private interface Store {
        Connection open() throws SQLException;

        void lose() throws SQLException;
    }

    @Test
    void whatAFileHeldOfContentsIsLearnedAgain() throws Exception {
        try (Bench bench = Bench.wideOpen()) {
            Path folder = bench.folder().resolve("data/store");
            isLearnedAgain(bench, new Store() {
                @Override
                public Connection open() throws SQLException {
                    return DriverManager.getConnection(
                            "jdbc:h2:file:" + folder.resolve("gatehouse") + ";MODE=MariaDB", "gatehouse", "gatehouse");
                }

                @Override
                public void lose() {
                    Bench.delete(folder);
                }
            });
        }
    }

    @Test
    void whatADatabaseHeldOfContentsIsLearnedAgain() throws Exception {
        try (MariaDbProcess database = MariaDbProcess.start(databaseFolder)) {
            MariaDbProcess.Access access = database.newAccess();
            try (Bench bench = Bench.wideOpenOn(access)) {
                isLearnedAgain(bench, new Store() {
                    @Override
                    public Connection open() throws SQLException {
                        return DriverManager.getConnection(access.url(), access.user(), access.password());
                    }

                    @Override
                    public void lose() throws SQLException {
                        try (Connection connection = open();
                                Statement statement = connection.createStatement()) {
                            statement.execute("DROP DATABASE " + access.user());
                            statement.execute("CREATE DATABASE " + access.user());
                        }
                    }
                });
            }
        }
    }

    private void isLearnedAgain(Bench bench, Store store) throws Exception {
        ServedRepository repository = bench.repository();
        List<String> keys = stored(bench, OLD);
        repository.isSound();
        // Only the store knows of these when the server is killed.
        keys.addAll(stored(bench, NEW));
        for (String key : keys.subList(0, NEW)) {
            assertThat(bench.api().post("remove", key).text()).contains("\"removed\":true");
        }
        bench.server().kill();
        List<String> kept = keys.subList(NEW, OLD + NEW);
        assertThat(BranchContent.of(repository).recordsHere(kept, keys.subList(0, NEW)))
                .as("the branch has it already")
                .isFalse();
        store.lose();
        bench.server().start();

        rebuildUntilKilled(bench);
        bench.server().start();
        Ran rebuilt = rebuild(bench).ok();
        assertThat(rebuilt.output()).contains("running: false", "done: 1", "problems: []");

        Poll.until("all is as it was", () -> BranchContent.of(repository).recordsHere(kept, keys.subList(0, NEW)));
        assertThat(repository.objects().keySet()).containsExactlyInAnyOrderElementsOf(kept);
        assertThat(rebuild(bench).ok().output()).contains("found: 0", "missing: 0", "problems: []");
        repository.isSound();
        assertThat(bench.server().stop()).isIn(0, 143);
        assertThat(bytes(store)).isEqualTo(bytes(repository));
    }

    private List<String> stored(Bench bench, int count) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] content = Keys.content(random, 1 + random.nextInt(2000));
            assertThat(bench.api().put(Keys.sha256(content), content).text()).contains("\"stored\":true");
            keys.add(Keys.sha256(content));
        }
        return keys;
    }

    /** Begins, and has the server killed before it can be over. */
    private static void rebuildUntilKilled(Bench bench) throws Exception {
        Thread asking = Thread.ofPlatform().start(() -> rebuild(bench));
        Poll.until("it has begun", () -> bench.log().contains("the store is being rebuilt"));
        bench.server().kill();
        asking.join(60_000);
        assertThat(asking.isAlive()).isFalse();
    }

    private static Ran rebuild(Bench bench) {
        String launcher = Path.of("gatehouse").toAbsolutePath().toString();
        String data = bench.folder().resolve("data").toString();
        return bench.machine().run(bench.folder(), List.of(launcher, "--data", data, "store", "rebuild"));
    }

    private static long bytes(Store store) throws SQLException {
        try (Connection connection = store.open();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT SUM(COALESCE(bytes, 0) + pending_bytes) FROM repo_size")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long bytes(ServedRepository repository) {
        return repository.objects().values().stream()
                .mapToLong(file -> {
                    try {
                        return Files.size(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .sum();
    }
}

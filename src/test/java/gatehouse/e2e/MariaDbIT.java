// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.persistence.MariaDbProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that keep their store in MariaDB. */
class MariaDbIT {
    @TempDir
    static Path databaseFolder;

    @TempDir
    Path folder;

    private static MariaDbProcess database;

    private final Random random = new Random(5);

    @BeforeAll
    static void startDatabase() throws Exception {
        database = MariaDbProcess.start(databaseFolder);
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    @Test
    void aRealClientClonesCopiesGetsAndDrops() throws Exception {
        MariaDbProcess.Access store = database.newAccess();
        try (Bench bench = Bench.wideOpenOn(store)) {
            copiesGetsAndDrops(bench);

            assertThat(Files.exists(bench.folder().resolve("data/store/gatehouse.mv.db")))
                    .as("a store in a file")
                    .isFalse();
            assertNowhere(bench.folder().resolve("data/logs"), store.password());
        }
    }

    @Test
    void twoServersWithFoldersOfTheirOwnUseOneDatabase() throws Exception {
        MariaDbProcess.Access store = database.newAccess();
        try (Bench one = Bench.wideOpenOn(store);
                Bench other = Bench.wideOpenOn(store)) {
            copiesGetsAndDrops(one);
            copiesGetsAndDrops(other);
            administered(one, "echo correct horse battery | LAUNCHER user add zoe");
            assertThat(administered(other, "LAUNCHER user list")).contains("zoe");

            one.server().kill();
            byte[] content = Keys.content(random, 1000);
            String key = Keys.sha256(content);
            assertThat(other.api().put(key, content).text()).contains("\"stored\":true");
            one.server().start();
            assertThat(one.api().put(key, content).text()).contains("\"stored\":true");
            one.repository().isSound();
            other.repository().isSound();
        }
    }

    private void copiesGetsAndDrops(Bench bench) {
        byte[] content = Keys.content(random, 50_000);
        Clone alice = clone(bench, "alice")
                .write("file", content)
                .writeMany("many", 10, random)
                .commit()
                .does("copy", "--to", "origin", "-J4")
                .syncGit();
        Clone bob = clone(bench, "bob").does("get", "-J4", ".");
        assertThat(bob.read("file")).isEqualTo(content);
        String key = alice.key("file");
        assertThat(bench.repository().objects()).containsKey(key);
        bob.does("drop", "--from", "origin", "file");
        assertThat(bench.repository().objects()).doesNotContainKey(key).hasSize(10);
        bench.repository().isSound();
        assertThat(bench.repository().isLogged(key)).isFalse();
    }

    private static String administered(Bench bench, String line) {
        String launcher = Path.of("gatehouse").toAbsolutePath() + " --data "
                + bench.folder().resolve("data");
        return bench.machine()
                .shell(bench.folder(), line.replace("LAUNCHER", launcher))
                .ok()
                .output();
    }

    private static Clone clone(Bench bench, String name) {
        Machine machine = Machine.at(bench.folder().resolve(name + "-home"), AnnexRelease.NEWEST);
        return Clone.of(
                bench.server(), bench.repository(), machine, bench.folder().resolve(name));
    }

    /** No file below the folder holds the secret. */
    private static void assertNowhere(Path below, String secret) {
        List<Path> files = ServedRepository.filesBelow(below);
        assertThat(files).isNotEmpty();
        assertThat(files)
                .allSatisfy(file -> assertThat(ServerProcess.text(file)).doesNotContain(secret));
    }
}

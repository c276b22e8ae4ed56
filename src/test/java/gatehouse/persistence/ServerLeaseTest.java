// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers of one MariaDB do to each other's live updates. */
class ServerLeaseTest {
    private static final String FAR_OFF = "UNIX_TIMESTAMP() + 3600";

    @TempDir
    Path folder;

    @Test
    void whatAServerBeginsWhileAnotherSweepsUpStays() throws Exception {
        TestDatabase database = TestDatabase.of(TestDatabase.Kind.MARIADB, folder);
        try (OpenSizes store = new OpenSizes(database, OpenSizes.Kept.IN_ROWS_OF_MARIADB, Duration.ofMinutes(1))) {
            ServerLease sweeping = new ServerLease(store.transactions, Duration.ofMinutes(1));
            try (Connection one = database.open().getConnection();
                    Connection other = database.open().getConnection()) {
                begin(one, 1, FAR_OFF, 1, 2);
                begin(one, 2, "0", 3);
                other.setAutoCommit(false);
                run(other, "SELECT id FROM live_update WHERE id = 2 FOR UPDATE");
                Thread thread = Thread.ofPlatform().start(sweeping::sweep);
                awaitBlockedOrOver(one, thread);
                begin(one, 3, FAR_OFF, 4);
                other.rollback();
                thread.join(TimeUnit.SECONDS.toMillis(30));
                assertThat(updates(one)).containsExactly(1L, 2L, 4L);
            }
        }
    }

    private static void begin(Connection connection, int server, String expires, int... updates) throws SQLException {
        run(connection, "INSERT INTO server_lease (id, expires_seconds) VALUES (" + server + ", " + expires + ")");
        for (int update : updates) {
            run(
                    connection,
                    "INSERT INTO live_update (id, repository, location, object_key, key_digest, bytes, direction,"
                            + " owner, settled) VALUES (" + update + ", 'r', 'l', 'k', 'd', 1, 'ADDING', " + server
                            + ", FALSE)");
        }
    }

    private static void awaitBlockedOrOver(Connection connection, Thread thread) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.isAlive() && waiting(connection) == 0) {
            assertThat(System.nanoTime()).isLessThan(end);
            // InnoDB looks anew only when nobody has asked for a tenth of a second.
            Thread.sleep(200);
        }
    }

    private static int waiting(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static List<Long> updates(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT id FROM live_update ORDER BY id")) {
            List<Long> updates = new ArrayList<>();
            while (rows.next()) {
                updates.add(rows.getLong(1));
            }
            return updates;
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

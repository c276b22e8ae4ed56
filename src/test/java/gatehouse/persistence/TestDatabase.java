// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A database of a test, empty at first. What is in it stays when it is shut, and is there when it is opened again. */
final class TestDatabase {
    enum Kind {
        H2,
        MARIADB
    }

    private static final int CONNECTIONS = 40;

    final String url;
    private DataSource pool;

    private TestDatabase(String url) {
        this.url = url;
    }

    /** @param folder where the file is, if it is one */
    static TestDatabase of(Kind kind, Path folder) throws Exception {
        return switch (kind) {
            case H2 -> at(OpenStore.url(folder));
            case MARIADB -> at(MariaDbProcess.shared().newDatabase());
        };
    }

    static TestDatabase at(String url) {
        return new TestDatabase(url);
    }

    Kind kind() {
        return url.startsWith("jdbc:mariadb:") ? Kind.MARIADB : Kind.H2;
    }

    /** A pool of connections; the one pool until it is shut. */
    DataSource open() throws SQLException {
        if (pool == null) {
            pool = switch (kind()) {
                case H2 -> {
                    JdbcConnectionPool file = JdbcConnectionPool.create(url, "gatehouse", "gatehouse");
                    file.setMaxConnections(CONNECTIONS);
                    yield file;
                }
                case MARIADB -> {
                    // The driver's own pool loses one now and then, until it has none.
                    HikariConfig config = new HikariConfig();
                    config.setJdbcUrl(url);
                    config.setMaximumPoolSize(CONNECTIONS);
                    config.setMinimumIdle(1);
                    yield new HikariDataSource(config);
                }
            };
        }
        return pool;
    }

    void shut() throws SQLException {
        DataSource open = pool;
        pool = null;
        switch (open) {
            case null -> {}
            case HikariDataSource server -> server.close();
            case JdbcConnectionPool file -> {
                try (var connection = file.getConnection();
                        var statement = connection.createStatement()) {
                    statement.execute("SHUTDOWN");
                }
                file.dispose();
            }
            default -> throw new IllegalStateException("not of this class: " + open);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The store without a container, on the url that the server uses by default. */
final class OpenStore implements AutoCloseable {
    final DataSource dataSource;
    final StoreTables tables;
    private final JdbcConnectionPool pool;
    private final EntityManagerFactory entities;

    OpenStore(Path folder, InstantSource clock) throws SQLException, IOException {
        pool = JdbcConnectionPool.create(url(folder), "gatehouse", "gatehouse");
        pool.setMaxConnections(16);
        dataSource = pool;
        Migrations.apply(pool);
        entities = Persistence.createEntityManagerFactory(
                "main",
                Map.of(
                        "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                        "jakarta.persistence.jtaDataSource", "",
                        "jakarta.persistence.nonJtaDataSource", pool));
        tables = new StoreTables(pool, new Durability(pool), new LocalTransactions(entities), clock);
    }

    static String url(Path folder) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = OpenStore.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            properties.load(in);
        }
        return properties.getProperty("gatehouse.store.url").replace("${gatehouse.data}", folder.toString());
    }

    @Override
    public void close() throws SQLException {
        tables.close();
        entities.close();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        pool.dispose();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;

/** The store without a container. */
final class OpenStore implements AutoCloseable {
    final DataSource dataSource;
    final StoreTables tables;
    private final TestDatabase database;
    private final EntityManagerFactory entities;

    OpenStore(TestDatabase database, InstantSource clock) throws SQLException {
        this.database = database;
        dataSource = database.open();
        Migrations.apply(dataSource);
        entities = Persistence.createEntityManagerFactory(
                "main",
                Map.of(
                        "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                        "jakarta.persistence.jtaDataSource", "",
                        "jakarta.persistence.nonJtaDataSource", dataSource));
        tables = new StoreTables(dataSource, new Durability(dataSource), new LocalTransactions(entities), clock);
    }

    /** The url that the server uses by default. */
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
        database.shut();
    }
}

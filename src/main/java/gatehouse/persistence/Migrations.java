// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the store's tables to the form that this version uses. */
final class Migrations {
    private static final String FOLDER = "classpath:db/migration";

    private Migrations() {}

    /** @throws StoreException when the store is of a newer version, or was changed by hand */
    static void apply(DataSource dataSource) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations(FOLDER)
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
            reserveManyPlaces(dataSource);
        } catch (FlywayException | SQLException e) {
            throw new StoreException("bringing its tables up to date", e);
        }
    }

    /**
     * H2 writes its file once more for each 32 numbers that it gives out, which would be a third of a change's cost.
     */
    private static void reserveManyPlaces(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
                statement.execute("ALTER TABLE location_journal ALTER COLUMN place SET CACHE 1000");
            }
        }
    }
}

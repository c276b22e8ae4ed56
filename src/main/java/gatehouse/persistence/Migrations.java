// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

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
        } catch (FlywayException e) {
            throw new StoreException("bringing its tables up to date", e);
        }
    }
}

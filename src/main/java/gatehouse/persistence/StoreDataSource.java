// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.inject.Singleton;

/**
 * Defines {@code java:app/jdbc/main} from the configuration {@code gatehouse.store.*}. The text between the braces is
 * Payara's way to take a value from MicroProfile Config.
 */
@Singleton
@DataSourceDefinition(
        name = "java:app/jdbc/main",
        className = "${MPCONFIG=gatehouse.store.driver}",
        url = "${MPCONFIG=gatehouse.store.url}",
        user = "${MPCONFIG=gatehouse.store.user}",
        password = "${MPCONFIG=gatehouse.store.password}",
        initialPoolSize = 2,
        minPoolSize = 2,
        maxPoolSize = 16)
public class StoreDataSource {}

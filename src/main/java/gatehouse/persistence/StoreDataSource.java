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
        maxPoolSize = 16,
        properties = {
            // One that the database has ended meanwhile is found before it is given out.
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation",
            "fish.payara.max-wait-time-in-millis=10000"
        })
public class StoreDataSource {}

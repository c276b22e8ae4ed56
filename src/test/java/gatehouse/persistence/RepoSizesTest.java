// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.nio.file.Path;
import java.time.Duration;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;

/** Sizes in the database that is used by default. */
class RepoSizesTest extends RepoSizesContract {
    @TempDir
    Path folder;

    private JdbcConnectionPool pool;

    @Override
    OpenSizes open() throws Exception {
        pool = JdbcConnectionPool.create(OpenStore.url(folder), "gatehouse", "gatehouse");
        pool.setMaxConnections(32);
        return new OpenSizes(pool, OpenSizes.Kind.MEMORY, Duration.ofMinutes(1));
    }

    @Override
    void shut() throws Exception {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        pool.dispose();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.MariaDbPoolDataSource;

/** Sizes in MariaDB. */
class RepoSizesMariaDbTest extends RepoSizesContract {
    @TempDir
    static Path folder;

    private static MariaDbProcess database;

    private String url;
    private MariaDbPoolDataSource pool;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = MariaDbProcess.start(folder);
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    @Override
    OpenSizes open() throws Exception {
        if (url == null) {
            url = database.newDatabase();
        }
        pool = new MariaDbPoolDataSource(url);
        return new OpenSizes(pool, OpenSizes.Kind.TABLE, Duration.ofMinutes(1));
    }

    @Override
    void shut() {
        pool.close();
    }
}

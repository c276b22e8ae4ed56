// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Makes commits durable. MariaDB does so itself. H2 writes a commit to the file when its url says
 * {@code WRITE_DELAY=0}, which a killed process does not undo, but leaves it to the system when the disk gets it;
 * {@code CHECKPOINT SYNC} waits for the disk. One commit at a time: H2 may write over what a commit replaced as soon as
 * the next one begins, so the next one must not begin before this one is on the disk. With a write delay H2 would write
 * in the background, and the sync could overtake it. Safe for use by many threads. Source: H2's FileStore.java,
 * Store.java.
 */
final class Durability {
    /** A commit of some transaction. */
    interface Commit {
        void commit() throws RollbackException, SystemException;
    }

    private final DataSource dataSource;
    private final boolean syncNeeded;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    Durability(DataSource dataSource) throws SQLException {
        this.dataSource = dataSource;
        try (Connection connection = dataSource.getConnection()) {
            syncNeeded = connection.getMetaData().getDatabaseProductName().equals("H2");
        }
    }

    /** Whether other servers may use the same store; H2 in a file has one. */
    boolean shared() {
        return !syncNeeded;
    }

    /** Commits what was done on the connection, and returns when it is durable. */
    void commit(Connection connection) throws SQLException {
        if (!syncNeeded) {
            connection.commit();
            return;
        }
        oneAtATime.lock();
        try {
            connection.commit();
            sync(connection);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Runs a commit of which the connection is not at hand, and returns when it is durable. */
    void commit(Commit commit) throws RollbackException, SystemException, SQLException {
        if (!syncNeeded) {
            commit.commit();
            return;
        }
        oneAtATime.lock();
        try {
            commit.commit();
            try (Connection connection = dataSource.getConnection()) {
                sync(connection);
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private static void sync(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Transactions without entities, for what is asked often. Each statement sees all that was committed before it began.
 * One that met another's locks is run again. Safe for use by many threads.
 */
final class SqlTransactions {
    private static final System.Logger LOG = System.getLogger(SqlTransactions.class.getName());

    /** Work on a connection; it may be run more than once. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** More than ever come in a row when rows are locked in one order. */
    private static final int MOST_TRIES = 10;
    /** Whoever waits for the answer does not wait much longer. */
    private static final long MOST_NANOS = 20_000_000_000L;

    private static final long LONGEST_PAUSE_MILLIS = 50;

    /** The class of SQL states for a deadlock or a failed serialization, in both databases. */
    private static final String ROLLBACK_STATE = "40";
    /** H2: a lock was waited for too long; a row was changed at the same time. */
    private static final Set<String> H2_STATES = Set.of("HYT00", "90131");
    /** MariaDB: a lock was waited for too long, which has no state of its own. */
    private static final int MARIADB_LOCK_WAIT = 1205;
    /** MariaDB: a row was changed since the transaction began. */
    private static final int MARIADB_CHANGED = 1020;

    private final DataSource dataSource;
    private final Durability durability;
    private final boolean shared;
    private final Outage outage = new Outage();

    /** @param shared whether other servers may use the same store */
    SqlTransactions(DataSource dataSource, Durability durability, boolean shared) {
        this.dataSource = dataSource;
        this.durability = durability;
        this.shared = shared;
    }

    /** Whether other servers may use the same store. */
    boolean shared() {
        return shared;
    }

    /**
     * Runs work that changes nothing, and is one statement if it is to see one state.
     *
     * @throws FailureException Busy when the database does not answer; so do all others
     */
    <T> T read(String doing, Work<T> work) {
        return answered(doing, work);
    }

    /** Runs one statement that is done again when the machine fails. */
    void alone(String doing, Work<?> work) {
        retried(doing, () -> read(doing, work));
    }

    /**
     * Runs work in a transaction, and returns when it is durable.
     *
     * @throws FailureException Busy when others were in the way again and again
     */
    <T> T change(String doing, Work<T> work) {
        return retried(
                doing,
                () -> answered(
                        doing, connection -> inTransaction(connection, work, () -> durability.commit(connection))));
    }

    /** As {@link #change}, of what may be forgotten when the machine fails. */
    <T> T pass(String doing, Work<T> work) {
        return retried(doing, () -> answered(doing, connection -> inTransaction(connection, work, connection::commit)));
    }

    private <T> T answered(String doing, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            T result = work.on(connection);
            outage.answered();
            return result;
        } catch (SQLException e) {
            throw outage.or(new StoreException(doing, e));
        }
    }

    private interface Commit {
        void commit() throws SQLException;
    }

    private <T> T inTransaction(Connection connection, Work<T> work, Commit commit) throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            if (shared) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            result = work.on(connection);
            commit.commit();
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // It is committed, and the pool finds that the connection is broken.
            LOG.log(System.Logger.Level.DEBUG, "a connection is lost", e);
        }
        return result;
    }

    /** What went wrong first is what is told. */
    private static void rollBack(Connection connection, Throwable reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static <T> T retried(String doing, Supplier<T> work) {
        long began = System.nanoTime();
        for (int tried = 1; ; tried++) {
            try {
                return work.get();
            } catch (StoreException e) {
                if (!othersInTheWay(e)) {
                    throw e;
                }
                if (tried == MOST_TRIES || System.nanoTime() - began > MOST_NANOS) {
                    FailureException busy = new FailureException(
                            new Failure.Busy("the store is too busy for " + doing + "; try again later"));
                    busy.addSuppressed(e);
                    throw busy;
                }
                pause(doing, tried);
            }
        }
    }

    /** Ever longer, so that those who met do not meet again. */
    private static void pause(String doing, int tried) {
        try {
            Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, 1L << tried));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(new Failure.Busy("the server stops while " + doing));
        }
    }

    private static boolean othersInTheWay(Throwable thrown) {
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() == MARIADB_LOCK_WAIT
                            || sql.getErrorCode() == MARIADB_CHANGED
                            || sql.getSQLState() != null
                                    && (sql.getSQLState().startsWith(ROLLBACK_STATE)
                                            || H2_STATES.contains(sql.getSQLState())))) {
                return true;
            }
        }
        return false;
    }
}

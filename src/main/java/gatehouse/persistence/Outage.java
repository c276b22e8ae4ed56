// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that does not answer from other errors: whoever asked is told to come back, and the log says once
 * when it began and once when it is over. Safe for use by many threads.
 */
final class Outage {
    private static final System.Logger LOG = System.getLogger(Outage.class.getName());

    /** The class of SQL states for a connection that is not there, or is broken. */
    private static final String CONNECTION_STATE = "08";
    /** MariaDB: it ended the connection or the statement, as it does when it stops. */
    private static final String ENDED_STATE = "70100";
    /** MariaDB: all its connections are taken; all of this user's. */
    private static final Set<Integer> MARIADB_FULL = Set.of(1040, 1203, 1226);

    private final AtomicBoolean lasting = new AtomicBoolean();

    /** The exception to throw in place of {@code failed}. */
    RuntimeException or(RuntimeException failed) {
        if (!in(failed)) {
            return failed;
        }
        if (!lasting.getAndSet(true)) {
            LOG.log(System.Logger.Level.WARNING, "the store does not answer: " + root(failed));
        }
        FailureException busy = new FailureException(new Failure.Busy("the store does not answer; try again later"));
        busy.initCause(failed);
        return busy;
    }

    /** To be called after each answer. */
    void answered() {
        if (lasting.get() && lasting.getAndSet(false)) {
            LOG.log(System.Logger.Level.INFO, "the store answers again");
        }
    }

    static boolean in(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            // The pool of the container says so when it cannot give a connection.
            if (cause instanceof ResourceException || cause instanceof SQLException sql && in(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean in(SQLException thrown) {
        String state = thrown.getSQLState();
        return thrown instanceof SQLTransientConnectionException
                || thrown instanceof SQLNonTransientConnectionException
                || thrown instanceof SQLRecoverableException
                || MARIADB_FULL.contains(thrown.getErrorCode())
                || state != null && (state.startsWith(CONNECTION_STATE) || state.equals(ENDED_STATE));
    }

    private static String root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}

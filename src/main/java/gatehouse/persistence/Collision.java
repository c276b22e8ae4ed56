// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells two changes of the same thing at the same time from other errors of the store. */
final class Collision {
    /** The class of SQL states for a constraint that does not hold; in both databases a taken unique value. */
    private static final String CONSTRAINT_STATE = "23";
    /** The class for a deadlock or a failed serialization. */
    private static final String ROLLBACK_STATE = "40";

    private Collision() {}

    /** The exception to throw in place of {@code thrown}. */
    static RuntimeException or(RuntimeException thrown) {
        return in(thrown)
                ? new FailureException(new Failure.Conflict("somebody else changed it at the same time"))
                : thrown;
    }

    static boolean in(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState().startsWith(CONSTRAINT_STATE)
                        || sql.getSQLState().startsWith(ROLLBACK_STATE);
            }
        }
        return false;
    }
}

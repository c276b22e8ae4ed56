// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Runs work on entities. Safe for use by many threads. */
interface Transactions {
    /** Runs work that changes nothing. */
    <T> T read(Function<EntityManager, T> work);

    /**
     * Runs work in a transaction, and returns when it is durable. What the work throws is thrown and nothing is
     * changed.
     *
     * @throws gatehouse.failure.FailureException Conflict when another change came between
     */
    <T> T change(Function<EntityManager, T> work);
}

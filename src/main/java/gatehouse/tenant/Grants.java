// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Optional;

/**
 * What accounts were given. Each change is durable, and audited in the same transaction, when its method returns. Safe
 * for use by many threads.
 */
public interface Grants {
    Optional<Access> find(AccountName account, Uuid repository);

    /** In the order of the repositories. */
    List<Grant> of(AccountName account);

    /**
     * Gives, in place of what was given before.
     *
     * @throws gatehouse.failure.FailureException Missing when there is no such account
     */
    void give(Grant grant, Author author);

    /** @throws gatehouse.failure.FailureException Missing when nothing was given */
    void take(AccountName account, Uuid repository, Author author);
}

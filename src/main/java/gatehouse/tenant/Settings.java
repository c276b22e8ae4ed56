// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.repository.Uuid;
import java.util.Optional;

/**
 * The settings of repositories. Each change is durable, and audited in the same transaction, when its method returns.
 * Safe for use by many threads.
 */
public interface Settings {
    RepositorySettings of(Uuid repository);

    /** Empty leaves it to the server's default again. */
    void changeAnonymous(Uuid repository, Optional<Access> anonymous, Author author);

    void changeTrashRetention(Uuid repository, long seconds, Author author);

    void changeMaxSizeRule(Uuid repository, MaxSizeRule rule, Author author);

    void changeLockdown(Uuid repository, Lockdown lockdown, Author author);
}

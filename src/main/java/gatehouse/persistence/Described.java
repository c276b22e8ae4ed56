// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.tenant.Access;
import gatehouse.tenant.RepositorySettings;

/** Values as the audit shows them. */
final class Described {
    private Described() {}

    static String access(Access access) {
        return "level=" + access.level() + " locking=" + access.locking();
    }

    static String anonymous(RepositorySettings settings) {
        return settings.anonymous().map(Described::access).orElse("the server's default");
    }

    static String trash(RepositorySettings settings) {
        return "retentionSeconds=" + settings.trashRetentionSeconds();
    }

    static String lockdown(RepositorySettings settings) {
        return "lockdown=" + settings.lockdown();
    }

    static String maxSizeRule(RepositorySettings settings) {
        return "rule=" + settings.maxSizeRule();
    }
}

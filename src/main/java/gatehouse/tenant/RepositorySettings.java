// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.repository.Uuid;
import java.util.Optional;

/**
 * What was decided for one repository.
 *
 * @param anonymous what those may do who have not signed in; empty leaves it to the server's default
 * @param trashRetentionSeconds how long removed content is kept; 0 keeps none
 * @param maxSizeRule what its maxsize means, where it has one
 * @param lockdown what becomes of settings that are pushed by those who may not administer it
 */
public record RepositorySettings(
        Uuid repository,
        Optional<Access> anonymous,
        long trashRetentionSeconds,
        MaxSizeRule maxSizeRule,
        Lockdown lockdown) {
    /** A hundred years: long enough for all uses, and far from any overflow. */
    public static final long MAX_TRASH_RETENTION_SECONDS = 100L * 366 * 24 * 3600;

    public RepositorySettings {
        if (trashRetentionSeconds < 0 || trashRetentionSeconds > MAX_TRASH_RETENTION_SECONDS) {
            throw new IllegalArgumentException("trash is kept for 0 to " + MAX_TRASH_RETENTION_SECONDS + " seconds");
        }
    }

    public static RepositorySettings unchanged(Uuid repository) {
        return new RepositorySettings(repository, Optional.empty(), 0, MaxSizeRule.ADVISORY, Lockdown.OFF);
    }

    public RepositorySettings withAnonymous(Optional<Access> access) {
        return new RepositorySettings(repository, access, trashRetentionSeconds, maxSizeRule, lockdown);
    }

    public RepositorySettings withTrashRetentionSeconds(long seconds) {
        return new RepositorySettings(repository, anonymous, seconds, maxSizeRule, lockdown);
    }

    public RepositorySettings withMaxSizeRule(MaxSizeRule rule) {
        return new RepositorySettings(repository, anonymous, trashRetentionSeconds, rule, lockdown);
    }

    public RepositorySettings withLockdown(Lockdown locked) {
        return new RepositorySettings(repository, anonymous, trashRetentionSeconds, maxSizeRule, locked);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.repository.Uuid;
import java.util.Optional;
import java.util.Set;

/**
 * How far a token goes, at most: it never adds to what its owner may do.
 *
 * @param level not NONE
 * @param repositories where it is of use, at least one; empty for all that its owner may use
 */
public record TokenScope(Level level, Optional<Set<Uuid>> repositories) {
    public static final int MAX_REPOSITORIES = 100;

    /** @throws IllegalArgumentException when it would allow nothing, or names too many repositories */
    public TokenScope {
        if (level == Level.NONE) {
            throw new IllegalArgumentException("a token that allows nothing");
        }
        repositories = repositories.map(Set::copyOf);
        int listed = repositories.map(Set::size).orElse(1);
        if (listed < 1 || listed > MAX_REPOSITORIES) {
            throw new IllegalArgumentException("a token is for 1 to " + MAX_REPOSITORIES + " repositories, or for all");
        }
    }

    public static TokenScope everywhere(Level level) {
        return new TokenScope(level, Optional.empty());
    }

    /** What is left of the owner's access; whether content may be locked is as with the owner. */
    public Access within(Access owners, Uuid repository) {
        if (repositories.isPresent() && !repositories.get().contains(repository)) {
            return Access.NOTHING;
        }
        Level least = owners.level().compareTo(level) <= 0 ? owners.level() : level;
        return new Access(least, owners.locking());
    }
}

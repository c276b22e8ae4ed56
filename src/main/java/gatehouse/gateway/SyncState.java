// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.gateway;

import gatehouse.repository.Uuid;
import java.time.Instant;
import java.util.Optional;

/**
 * How the branches of a repository and of another gateway are kept in sync.
 *
 * @param remote its name, one char for each byte
 * @param uuid of the other gateway, where it is known
 * @param lastFailure stays after a success
 * @param failures since the last success
 * @param nextTry at the latest; a change of the branch brings it forward
 */
public record SyncState(
        String remote,
        Optional<Uuid> uuid,
        boolean underWay,
        Optional<Instant> lastSuccess,
        Optional<Failed> lastFailure,
        int failures,
        Instant nextTry) {
    /** @param reason one line */
    public record Failed(String reason, Instant at) {}
}

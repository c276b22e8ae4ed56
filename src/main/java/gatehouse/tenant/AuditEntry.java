// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.time.Instant;

/**
 * One administrative change that was made.
 *
 * @param place grows in the order of the changes
 */
public record AuditEntry(long place, Instant at, Author author, Change change) {
    /**
     * @param what the kind of change, such as {@code user.password}
     * @param subject the account, repository or key that was changed
     * @param before how it was, empty when there was nothing
     * @param after how it is now, empty when there is nothing
     */
    public record Change(String what, String subject, String before, String after) {}
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.whereis;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;

/**
 * A line to be written to the location log of a key.
 *
 * @param repository whose git-annex branch is to hold it
 * @param where the repository that has, or has no longer, the content
 * @param atNanos when it became so, nanoseconds since 1970 (the log's vector clock)
 */
public record LocationChange(Uuid repository, Key key, Uuid where, Presence presence, long atNanos) {
    /** Source: Types/Logs/Presence; "1", "0" and "X" of a presence log. */
    public enum Presence {
        PRESENT,
        MISSING,
        DEAD
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.util.List;

/** The record of administrative changes. Changes of accounts, grants and settings write theirs themselves. */
public interface AuditTrail {
    /** Returns when the entry is durable. */
    void record(AuditEntry.Change change, Author author);

    /** The newest entries below {@code place}, newest first, {@code most} at most. */
    List<AuditEntry> before(long place, int most);
}

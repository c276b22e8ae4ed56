// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Author;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit in memory. */
final class MemoryAudit implements AuditTrail {
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();

    @Override
    public void record(AuditEntry.Change change, Author author) {
        entries.add(new AuditEntry(entries.size(), Instant.EPOCH, author, change));
    }

    @Override
    public List<AuditEntry> before(long place, int most) {
        return entries.stream()
                .filter(entry -> entry.place() < place)
                .sorted(Comparator.comparing(AuditEntry::place).reversed())
                .limit(most)
                .toList();
    }
}

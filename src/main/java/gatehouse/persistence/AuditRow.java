// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One administrative change. What is too long for its column is cut. */
@Entity
@Table(name = "audit_entry")
class AuditRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "place")
    private long place;

    @Column(name = "at_millis")
    private long atMillis;

    @Column(name = "author")
    private byte[] author = new byte[0];

    @Column(name = "came_from")
    private String cameFrom = "";

    @Column(name = "what")
    private String what = "";

    @Column(name = "subject")
    private byte[] subject = new byte[0];

    @Column(name = "state_before")
    private byte[] before = new byte[0];

    @Column(name = "state_after")
    private byte[] after = new byte[0];

    protected AuditRow() {}

    AuditRow(Instant at, Author author, AuditEntry.Change change) {
        this.atMillis = at.toEpochMilli();
        this.author = ByteText.utf8(author.who(), 1024);
        this.cameFrom = ByteText.utf8(ByteText.utf8(author.from(), 255));
        this.what = change.what();
        this.subject = ByteText.utf8(change.subject(), 5120);
        this.before = ByteText.utf8(change.before(), 1024);
        this.after = ByteText.utf8(change.after(), 1024);
    }

    AuditEntry entry() {
        return new AuditEntry(
                place,
                Instant.ofEpochMilli(atMillis),
                new Author(ByteText.utf8(author), cameFrom),
                new AuditEntry.Change(what, ByteText.utf8(subject), ByteText.utf8(before), ByteText.utf8(after)));
    }
}

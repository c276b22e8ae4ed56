// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/** A row of the journal, read and written without entities: it is on the path of every upload. */
final class JournalRow {
    private JournalRow() {}

    static void set(PreparedStatement insert, LocationChange change, SizeChange size) throws SQLException {
        insert.setBytes(1, change.repository().bytes());
        insert.setBytes(2, change.key().bytes());
        insert.setLong(3, checksum(change.key()));
        insert.setBytes(4, change.where().bytes());
        insert.setString(5, change.presence().name());
        insert.setLong(6, change.atNanos());
        insert.setLong(7, size.bytes());
    }

    /** Finds the rows of a key; others may have the same. */
    static long checksum(Key key) {
        CRC32C checksum = new CRC32C();
        checksum.update(key.bytes());
        return checksum.getValue();
    }

    static LocationJournal.Entry entry(Uuid repository, ResultSet row) throws SQLException {
        Key key = Key.of(row.getBytes(2)).orElseThrow(() -> new IllegalStateException("no key in the journal"));
        LocationChange change = new LocationChange(
                repository,
                key,
                ByteText.uuid(row.getBytes(3)),
                LocationChange.Presence.valueOf(row.getString(4)),
                row.getLong(5));
        return new LocationJournal.Entry(row.getLong(1), change);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.SizeChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes of location that become durable together. */
final class JournalBatch {
    private static final String INSERT = "INSERT INTO location_journal"
            + " (repository, object_key, key_checksum, location, presence, at_nanos, size_bytes)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final String NEWEST = "SELECT repository, object_key, location, presence FROM location_journal"
            + " WHERE key_checksum IN (%s) ORDER BY place";

    /** What a change is about. */
    private record Subject(Uuid repository, Key key, Uuid where) {
        Subject(LocationChange change) {
            this(change.repository(), change.key(), change.where());
        }
    }

    /** A change, and by how much the size changes when nothing is pending of the same key and place. */
    record Recorded(LocationChange change, SizeChange size) {
        SizeRows.Row row() {
            return new SizeRows.Row(change.repository(), change.where());
        }
    }

    private final List<Recorded> changes;

    JournalBatch(List<Recorded> changes) {
        this.changes = List.copyOf(changes);
    }

    /** The rows of sizes that have to be there. */
    Set<SizeRows.Row> rows() {
        return changes.stream().map(Recorded::row).collect(Collectors.toSet());
    }

    /** Writes the changes in a transaction, and gives by how much each changed a size. */
    List<SizeChange> write(Connection connection) throws SQLException {
        SizeRows.lock(connection, rows());
        Map<Subject, Presence> newest = newest(connection);
        List<SizeChange> counted = new ArrayList<>();
        Map<SizeRows.Row, Long> sums = new HashMap<>();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Recorded recorded : changes) {
                LocationChange change = recorded.change();
                SizeChange size = counted(recorded, newest.put(new Subject(change), change.presence()));
                JournalRow.set(insert, change, size);
                insert.addBatch();
                sums.merge(recorded.row(), size.bytes(), Long::sum);
                counted.add(size);
            }
            insert.executeBatch();
        }
        SizeRows.addPending(connection, sums);
        return counted;
    }

    private static SizeChange counted(Recorded recorded, @org.jspecify.annotations.Nullable Presence before) {
        if (before == null) {
            return recorded.size();
        }
        boolean was = before == Presence.PRESENT;
        boolean is = recorded.change().presence() == Presence.PRESENT;
        return was == is
                ? SizeChange.NONE
                : SizeChange.of(recorded.change().key(), recorded.change().presence());
    }

    /** What the newest pending change of each key says; a key that does not say its size is not asked for. */
    private Map<Subject, Presence> newest(Connection connection) throws SQLException {
        List<Long> checksums = changes.stream()
                .map(recorded -> recorded.change().key())
                .filter(key -> SizeChange.bytes(key) != 0)
                .map(JournalRow::checksum)
                .distinct()
                .toList();
        Map<Subject, Presence> newest = new HashMap<>();
        for (Chunk chunk : Chunk.of(checksums)) {
            try (PreparedStatement query = connection.prepareStatement(NEWEST.formatted(chunk.marks()))) {
                chunk.set(query, 1);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Key key = Key.of(rows.getBytes(2)).orElseThrow();
                        newest.put(
                                new Subject(ByteText.uuid(rows.getBytes(1)), key, ByteText.uuid(rows.getBytes(3))),
                                Presence.valueOf(rows.getString(4)));
                    }
                }
            }
        }
        return newest;
    }
}

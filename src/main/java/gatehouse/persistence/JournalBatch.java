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
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes of location that become durable together. */
final class JournalBatch {
    private static final String INSERT = "INSERT INTO location_journal"
            + " (repository, object_key, key_checksum, location, presence, at_nanos, size_bytes)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final String NEWEST =
            "SELECT repository, object_key, location, presence, place FROM location_journal"
                    + " WHERE key_checksum IN (%s)";

    /** What a change is about. */
    private record Subject(Uuid repository, Key key, Uuid where) {
        Subject(LocationChange change) {
            this(change.repository(), change.key(), change.where());
        }
    }

    /**
     * A change.
     *
     * @param size by how much the size changes when nothing is pending of the same key and place
     * @param live the row of the live update that ends with it
     */
    record Recorded(LocationChange change, SizeChange size, OptionalLong live) {
        SizeRows.Row row() {
            return new SizeRows.Row(change.repository(), change.where());
        }
    }

    private final List<Recorded> changes;
    private final boolean shared;

    /** @param shared whether other servers may record changes at the same time */
    JournalBatch(List<Recorded> changes, boolean shared) {
        this.changes = List.copyOf(changes);
        this.shared = shared;
    }

    /** The rows of sizes that have to be there. */
    Set<SizeRows.Row> rows() {
        return changes.stream().map(Recorded::row).collect(Collectors.toSet());
    }

    /** Writes the changes in a transaction, and gives by how much each changed a size. */
    List<SizeChange> write(Connection connection) throws SQLException {
        if (shared) {
            SizeRows.lock(connection, rows());
        }
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
        if (shared) {
            LiveRows.recorded(connection, changes);
        }
        return counted;
    }

    private static SizeChange counted(Recorded recorded, @Nullable Presence before) {
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
        Map<Subject, Long> places = new HashMap<>();
        for (Chunk chunk : Chunk.of(checksums)) {
            try (PreparedStatement query = connection.prepareStatement(NEWEST.formatted(chunk.marks()))) {
                chunk.set(query, 1);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Key key = Key.of(rows.getBytes(2)).orElseThrow();
                        Subject subject =
                                new Subject(ByteText.uuid(rows.getBytes(1)), key, ByteText.uuid(rows.getBytes(3)));
                        long place = rows.getLong(5);
                        if (places.merge(subject, place, Math::max) == place) {
                            newest.put(subject, Presence.valueOf(rows.getString(4)));
                        }
                    }
                }
            }
        }
        return newest;
    }
}

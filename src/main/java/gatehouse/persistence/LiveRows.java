// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.Direction;
import gatehouse.size.LiveUpdate;
import gatehouse.size.PlaceRequest;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The rows of live updates. */
final class LiveRows {
    private static final String CREATE_SPACES = "INSERT IGNORE INTO space (location) VALUES ";
    private static final String SPACES = "SELECT location FROM space WHERE location IN (%s) ORDER BY location";
    private static final String LOCK_SPACE = SPACES + " FOR UPDATE";
    private static final String LOCK_SAME =
            "SELECT id FROM live_update WHERE key_digest IN (%s) AND location IN (%s) ORDER BY id FOR UPDATE";
    private static final String INSERT = "INSERT INTO live_update"
            + " (id, repository, location, object_key, key_digest, bytes, direction, owner, settled) VALUES ";
    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, FALSE)";
    private static final String DELETE_SOME = "DELETE FROM live_update WHERE id IN (%s)";
    private static final String SETTLE =
            "UPDATE live_update SET settled = ? WHERE location = ? AND key_digest = ? AND repository = ?";

    private LiveRows() {}

    /** Makes rows to lock where there are none; those that are there are not waited for. */
    static int createSpaces(Connection connection, SortedSet<Uuid> locations) throws SQLException {
        SortedSet<Uuid> missing = new TreeSet<>(locations);
        try (PreparedStatement query = connection.prepareStatement(SPACES.formatted(marks(locations.size())))) {
            set(query, locations);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    missing.remove(ByteText.uuid(rows.getBytes(1)));
                }
            }
        }
        if (missing.isEmpty()) {
            return 0;
        }
        String rows = CREATE_SPACES + "(?)" + ", (?)".repeat(missing.size() - 1);
        try (PreparedStatement create = connection.prepareStatement(rows)) {
            set(create, missing);
            return create.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, SortedSet<Uuid> locations) throws SQLException {
        int next = 1;
        for (Uuid location : locations) {
            statement.setBytes(next++, location.bytes());
        }
    }

    /** Locks the space at these locations until the transaction ends. */
    static void lockSpace(Connection connection, SortedSet<Uuid> locations) throws SQLException {
        if (locations.isEmpty()) {
            return;
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK_SPACE.formatted(marks(locations.size())))) {
            set(lock, locations);
            try (ResultSet rows = lock.executeQuery()) {
                int locked = 0;
                while (rows.next()) {
                    locked++;
                }
                if (locked < locations.size()) {
                    throw new IllegalStateException("there is no row to lock");
                }
            }
        }
    }

    /**
     * Locks the additions of these keys at these locations. The newcomer shares their room: should they be done before
     * it is written down, they would not settle it, and the key would count twice.
     */
    static void lockSame(Connection connection, Set<Key> keys, SortedSet<Uuid> locations) throws SQLException {
        String query = LOCK_SAME.formatted(marks(keys.size()), marks(locations.size()));
        try (PreparedStatement lock = connection.prepareStatement(query)) {
            int next = 1;
            for (Key key : keys) {
                lock.setBytes(next++, digest(key));
            }
            for (Uuid location : locations) {
                lock.setBytes(next++, location.bytes());
            }
            lock.executeQuery().close();
        }
    }

    /** Adds the rows, in one statement. */
    static int insert(Connection connection, List<LiveRow> updates) throws SQLException {
        if (updates.isEmpty()) {
            return 0;
        }
        String rows = ROW + (", " + ROW).repeat(updates.size() - 1);
        try (PreparedStatement insert = connection.prepareStatement(INSERT + rows)) {
            int next = 1;
            for (LiveRow update : updates) {
                insert.setLong(next++, update.id());
                insert.setBytes(next++, update.terms().repository().bytes());
                insert.setBytes(next++, update.terms().location().bytes());
                insert.setBytes(next++, update.terms().key().bytes());
                insert.setBytes(next++, digest(update.terms().key()));
                insert.setLong(next++, update.terms().bytes());
                insert.setString(next++, update.terms().direction().name());
                insert.setLong(next++, update.owner());
            }
            return insert.executeUpdate();
        }
    }

    static int delete(Connection connection, List<Long> ids) throws SQLException {
        int deleted = 0;
        for (Chunk chunk : Chunk.of(ids)) {
            try (PreparedStatement delete = connection.prepareStatement(DELETE_SOME.formatted(chunk.marks()))) {
                chunk.set(delete, 1);
                deleted += delete.executeUpdate();
            }
        }
        return deleted;
    }

    /** Ends the live updates whose changes are recorded, and settles those of the same keys, in one transaction. */
    static void recorded(Connection connection, List<JournalBatch.Recorded> changes) throws SQLException {
        List<Long> ended = new ArrayList<>();
        changes.forEach(recorded -> recorded.live().ifPresent(ended::add));
        // First, as this waits for whoever is about to share their room, and what is shared is to be settled too.
        delete(connection, ended);
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            for (JournalBatch.Recorded recorded : changes) {
                LocationChange change = recorded.change();
                settle.setBoolean(1, change.presence() == Presence.PRESENT);
                settle.setBytes(2, change.where().bytes());
                settle.setBytes(3, digest(change.key()));
                settle.setBytes(4, change.repository().bytes());
                settle.addBatch();
            }
            settle.executeBatch();
        }
    }

    static LiveUpdate.Terms adding(PlaceRequest request, Uuid location) {
        return new LiveUpdate.Terms(request.repository(), location, request.key(), Direction.ADDING);
    }

    /** What an index can hold of a key. */
    static byte[] digest(Key key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.bytes());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    static String marks(int count) {
        return "?" + ", ?".repeat(count - 1);
    }
}

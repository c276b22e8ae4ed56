// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.Direction;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The rows of live updates, and what they and the sizes add up to. */
final class LiveRows {
    private static final String CREATE_SPACE = "INSERT IGNORE INTO space (location) VALUES (?)";
    private static final String LOCK_SPACE =
            "SELECT location FROM space WHERE location IN (%s) ORDER BY location FOR UPDATE";
    private static final String LOCK_SAME =
            "SELECT id FROM live_update WHERE key_digest = ? AND location IN (%s) ORDER BY id FOR UPDATE";
    private static final String INSERT = "INSERT INTO live_update"
            + " (repository, location, object_key, key_digest, bytes, direction, owner, settled)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, FALSE)";
    private static final String DELETE = "DELETE FROM live_update WHERE id = ?";
    private static final String DELETE_SOME = "DELETE FROM live_update WHERE id IN (%s)";
    private static final String SETTLE =
            "UPDATE live_update SET settled = ? WHERE location = ? AND key_digest = ? AND repository = ?";
    /** One statement, and so one state: what turns from promised to held meanwhile is in one of the two. */
    private static final String OCCUPIED = "SELECT s.location, COALESCE(s.bytes, 0) + s.pending_bytes, 0"
            + " FROM repo_size s WHERE s.repository = ?%1$s"
            + " UNION ALL"
            + " SELECT k.location, 0, SUM(k.bytes) FROM ("
            + "SELECT l.location, l.key_digest, MAX(l.bytes) AS bytes,"
            + " MAX(CASE WHEN l.settled AND l.repository = ? THEN 1 ELSE 0 END) AS counted"
            + " FROM live_update l JOIN server_lease o ON o.id = l.owner"
            + " WHERE l.direction = 'ADDING' AND o.expires_seconds > UNIX_TIMESTAMP() AND l.key_digest <> ?%2$s"
            + " GROUP BY l.location, l.key_digest) k WHERE k.counted = 0 GROUP BY k.location";

    private LiveRows() {}

    static boolean createSpace(Connection connection, Uuid location) throws SQLException {
        try (PreparedStatement create = connection.prepareStatement(CREATE_SPACE)) {
            create.setBytes(1, location.bytes());
            return create.executeUpdate() > 0;
        }
    }

    /** Locks the space at these locations until the transaction ends. */
    static void lockSpace(Connection connection, SortedSet<Uuid> locations) throws SQLException {
        if (locations.isEmpty()) {
            return;
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK_SPACE.formatted(marks(locations.size())))) {
            int next = 1;
            for (Uuid location : locations) {
                lock.setBytes(next++, location.bytes());
            }
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
     * Locks the additions of the same key at these locations. The newcomer shares their room: should they be done
     * before it is written down, they would not settle it, and the key would count twice.
     */
    static void lockSame(Connection connection, Key key, SortedSet<Uuid> locations) throws SQLException {
        if (locations.isEmpty()) {
            return;
        }
        try (PreparedStatement lock = connection.prepareStatement(LOCK_SAME.formatted(marks(locations.size())))) {
            int next = 1;
            lock.setBytes(next++, digest(key));
            for (Uuid location : locations) {
                lock.setBytes(next++, location.bytes());
            }
            lock.executeQuery().close();
        }
    }

    /** What is taken at some of the candidates, or at all of them where none are named. */
    static SortedMap<Uuid, Occupied> occupied(Connection connection, PlaceRequest request, SortedSet<Uuid> only)
            throws SQLException {
        String some = only.isEmpty() ? "" : "location IN (" + marks(only.size()) + ")";
        String query =
                OCCUPIED.formatted(only.isEmpty() ? "" : " AND s." + some, only.isEmpty() ? "" : " AND l." + some);
        Map<Uuid, Long> sizes = new HashMap<>();
        Map<Uuid, Long> promised = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            int next = 1;
            select.setBytes(next++, request.repository().bytes());
            for (Uuid location : only) {
                select.setBytes(next++, location.bytes());
            }
            select.setBytes(next++, request.repository().bytes());
            select.setBytes(next++, digest(request.key()));
            for (Uuid location : only) {
                select.setBytes(next++, location.bytes());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Uuid location = ByteText.uuid(rows.getBytes(1));
                    sizes.merge(location, Math.max(0, rows.getLong(2)), Long::sum);
                    promised.merge(location, rows.getLong(3), Long::sum);
                }
            }
        }
        SortedMap<Uuid, Occupied> occupied = new TreeMap<>();
        for (Map.Entry<Uuid, Limit> candidate : request.candidates().entrySet()) {
            Uuid location = candidate.getKey();
            if (only.isEmpty() || only.contains(location)) {
                occupied.put(
                        location,
                        new Occupied(
                                location,
                                sizes.getOrDefault(location, 0L),
                                promised.getOrDefault(location, 0L),
                                candidate.getValue()));
            }
        }
        return occupied;
    }

    /** Adds a row, and gives its id. */
    static long insert(Connection connection, LiveUpdate.Terms terms, long owner) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            insert.setBytes(1, terms.repository().bytes());
            insert.setBytes(2, terms.location().bytes());
            insert.setBytes(3, terms.key().bytes());
            insert.setBytes(4, digest(terms.key()));
            insert.setLong(5, terms.bytes());
            insert.setString(6, terms.direction().name());
            insert.setLong(7, owner);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    static boolean delete(Connection connection, long id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setLong(1, id);
            return delete.executeUpdate() > 0;
        }
    }

    /** Ends the live updates whose changes are recorded, and settles those of the same keys, in one transaction. */
    static void recorded(Connection connection, List<JournalBatch.Recorded> changes) throws SQLException {
        List<Long> ended = new ArrayList<>();
        changes.forEach(recorded -> recorded.live().ifPresent(ended::add));
        // First, as this waits for whoever is about to share their room, and what is shared is to be settled too.
        for (Chunk chunk : Chunk.of(ended)) {
            try (PreparedStatement delete = connection.prepareStatement(DELETE_SOME.formatted(chunk.marks()))) {
                chunk.set(delete, 1);
                delete.executeUpdate();
            }
        }
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
    private static byte[] digest(Key key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.bytes());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private static String marks(int count) {
        return "?" + ", ?".repeat(count - 1);
    }
}

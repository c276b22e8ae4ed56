// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is taken at some locations, seen from one repository. The keys that are decided about are told apart, as each
 * takes its room once and none stands in its own way. For one thread at a time.
 */
final class Taken {
    /**
     * One statement, and so one state: what turns from promised to held meanwhile is in one of its parts. Its rows are
     * the sizes, what is promised, the additions of the keys that are told apart, and whether there was a first count.
     */
    private static final String READ = "SELECT 'SIZE' AS what, s.location, s.location AS digest,"
            + " COALESCE(s.bytes, 0) + s.pending_bytes AS bytes, 0 AS counted"
            + " FROM repo_size s WHERE s.repository = ?%1$s"
            + " UNION ALL"
            + " SELECT 'PROMISED', k.location, k.location, SUM(k.bytes), 0 FROM ("
            + "SELECT l.location, l.key_digest, MAX(l.bytes) AS bytes,"
            + " MAX(CASE WHEN l.settled AND l.repository = ? THEN 1 ELSE 0 END) AS counted"
            + " FROM live_update l JOIN server_lease o ON o.id = l.owner"
            + " WHERE l.direction = 'ADDING' AND o.expires_seconds > UNIX_TIMESTAMP()%2$s"
            + " GROUP BY l.location, l.key_digest) k WHERE k.counted = 0 GROUP BY k.location"
            + " UNION ALL"
            + " SELECT CASE WHEN o.expires_seconds > UNIX_TIMESTAMP() THEN 'OWN' ELSE 'LAPSED' END,"
            + " l.location, l.key_digest, l.bytes, CASE WHEN l.settled AND l.repository = ? THEN 1 ELSE 0 END"
            + " FROM live_update l LEFT JOIN server_lease o ON o.id = l.owner"
            + " WHERE l.direction = 'ADDING' AND l.key_digest IN (%3$s)%2$s"
            + " UNION ALL"
            + " SELECT 'COUNTED', c.repository, c.repository, 0, 0 FROM counted_branch c"
            + " WHERE c.repository = ? AND c.tip IS NOT NULL";

    private final Map<Uuid, Long> sizes = new HashMap<>();
    private final Map<Uuid, Long> promised = new HashMap<>();
    private final Map<Spot, Long> own = new HashMap<>();
    private final Set<Spot> underWay = new HashSet<>();
    private boolean counted;

    /** A key at a location. */
    private record Spot(Uuid location, Key key) {}

    private Taken() {}

    /**
     * Reads what is taken.
     *
     * @param only the locations; all that are known where there are none
     */
    static Taken read(Connection connection, Uuid repository, Collection<Key> keys, Set<Uuid> only)
            throws SQLException {
        Map<String, Key> byDigest = new HashMap<>();
        List<byte[]> digests = new ArrayList<>();
        for (Key key : Set.copyOf(keys)) {
            byte[] digest = LiveRows.digest(key);
            digests.add(digest);
            byDigest.put(ByteText.text(digest), key);
        }
        List<byte[]> locations = only.stream().map(Uuid::bytes).toList();
        String some = only.isEmpty() ? "" : " AND %s.location IN (" + LiveRows.marks(only.size()) + ")";
        String query = READ.formatted(some.formatted("s"), some.formatted("l"), LiveRows.marks(digests.size()));
        List<byte[]> values = new ArrayList<>();
        values.add(repository.bytes());
        values.addAll(locations);
        values.add(repository.bytes());
        values.addAll(locations);
        values.add(repository.bytes());
        values.addAll(digests);
        values.addAll(locations);
        values.add(repository.bytes());
        Taken taken = new Taken();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            for (int i = 0; i < values.size(); i++) {
                select.setBytes(i + 1, values.get(i));
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    taken.add(rows, byDigest);
                }
            }
        }
        return taken;
    }

    private void add(ResultSet row, Map<String, Key> byDigest) throws SQLException {
        Uuid location = ByteText.uuid(row.getBytes(2));
        switch (row.getString(1)) {
            case "SIZE" -> sizes.put(location, Math.max(0, row.getLong(4)));
            case "PROMISED" -> promised.put(location, row.getLong(4));
            case "COUNTED" -> counted = true;
            default -> {
                Key key = byDigest.get(ByteText.text(row.getBytes(3)));
                if (key == null) {
                    throw new IllegalStateException("a key that was not asked for");
                }
                Spot spot = new Spot(location, key);
                underWay.add(spot);
                if (row.getString(1).equals("OWN")) {
                    // What the size counts takes no room, by whichever row it is known.
                    boolean held = row.getInt(5) > 0 || own.getOrDefault(spot, 1L) == 0;
                    own.merge(spot, row.getLong(4), Math::max);
                    if (held) {
                        own.put(spot, 0L);
                    }
                }
            }
        }
    }

    /** Whether there was a first count of the repository's branch. */
    boolean counted() {
        return counted;
    }

    /** The candidates of a request in their order, as a choice is to see them. */
    Occupied at(PlaceRequest request, Uuid location) {
        long others = promised.getOrDefault(location, 0L) - own.getOrDefault(new Spot(location, request.key()), 0L);
        Limit limit = request.candidates().getOrDefault(location, Limit.NONE);
        return new Occupied(location, sizes.getOrDefault(location, 0L), others, limit);
    }

    /** An addition of a key that is told apart is promised from now on. */
    void add(Uuid location, Key key, long bytes) {
        if (own.putIfAbsent(new Spot(location, key), bytes) == null) {
            promised.merge(location, bytes, Long::sum);
        }
    }

    /** Whether any addition of the keys that are told apart has a row, be its server alive or not. */
    boolean anyUnderWay() {
        return !underWay.isEmpty();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.repository.Uuid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows of sizes. Whoever adds to what is pending, takes a row out of the journal or brings the sizes to another tip
 * has locked the rows that it is about, all at once and in their order; so none waits for another in a circle. Safe for
 * use by many threads.
 */
final class SizeRows {
    private static final String EXISTING = "SELECT bytes FROM repo_size WHERE repository = ? AND location = ?";
    private static final String CREATE =
            "INSERT IGNORE INTO repo_size (repository, location, bytes, pending_bytes) VALUES (?, ?, NULL, 0)";
    private static final String LOCK = EXISTING + " FOR UPDATE";
    private static final String ADD =
            "UPDATE repo_size SET pending_bytes = pending_bytes + ? WHERE repository = ? AND location = ?";

    /** What the branch of {@code repository} says that {@code location} holds. */
    record Row(Uuid repository, Uuid location) implements Comparable<Row> {
        private static final Comparator<Row> ORDER =
                Comparator.comparing(Row::repository).thenComparing(Row::location);

        @Override
        public int compareTo(Row other) {
            return ORDER.compare(this, other);
        }
    }

    /** Rows that were there when last looked at; at most as many as there are rows. */
    private final Set<Row> seen = ConcurrentHashMap.newKeySet();

    private final SqlTransactions transactions;

    SizeRows(SqlTransactions transactions) {
        this.transactions = transactions;
    }

    /** Makes sure that the rows are there. To be called outside of a transaction. */
    void create(Set<Row> rows) {
        for (Row row : new TreeSet<>(rows)) {
            if (!seen.contains(row)) {
                transactions.alone("making a row for sizes", connection -> create(connection, row));
                seen.add(row);
            }
        }
    }

    void forget(Uuid repository) {
        seen.removeIf(row -> row.repository().equals(repository));
    }

    /**
     * Locks rows until the transaction ends.
     *
     * @return the bytes at the tip of each, where its branch knows the location
     */
    static SortedMap<Row, OptionalLong> lock(Connection connection, Set<Row> rows) throws SQLException {
        SortedMap<Row, OptionalLong> bytes = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            for (Row row : new TreeSet<>(rows)) {
                query.setBytes(1, row.repository().bytes());
                query.setBytes(2, row.location().bytes());
                try (ResultSet found = query.executeQuery()) {
                    bytes.put(row, found.next() ? bytes(found) : OptionalLong.empty());
                }
            }
        }
        return bytes;
    }

    /** Adds to what is pending, of rows that are locked. */
    static void addPending(Connection connection, Map<Row, Long> changes) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ADD);
                PreparedStatement create = connection.prepareStatement(CREATE)) {
            for (Map.Entry<Row, Long> change : new TreeMap<>(changes).entrySet()) {
                if (change.getValue() == 0) {
                    continue;
                }
                update.setLong(1, change.getValue());
                update.setBytes(2, change.getKey().repository().bytes());
                update.setBytes(3, change.getKey().location().bytes());
                if (update.executeUpdate() == 0) {
                    // Another server has forgotten the repository since it was seen.
                    create.setBytes(1, change.getKey().repository().bytes());
                    create.setBytes(2, change.getKey().location().bytes());
                    create.executeUpdate();
                    update.executeUpdate();
                }
            }
        }
    }

    /** Changes of rows, told apart by repository. */
    static Map<Uuid, Map<Uuid, Long>> byRepository(Map<Row, Long> changes) {
        Map<Uuid, Map<Uuid, Long>> apart = new TreeMap<>();
        changes.forEach((row, bytes) -> apart.computeIfAbsent(row.repository(), one -> new TreeMap<>())
                .merge(row.location(), bytes, Long::sum));
        return apart;
    }

    private static boolean create(Connection connection, Row row) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(EXISTING)) {
            query.setBytes(1, row.repository().bytes());
            query.setBytes(2, row.location().bytes());
            try (ResultSet found = query.executeQuery()) {
                if (found.next()) {
                    return false;
                }
            }
        }
        try (PreparedStatement create = connection.prepareStatement(CREATE)) {
            create.setBytes(1, row.repository().bytes());
            create.setBytes(2, row.location().bytes());
            return create.executeUpdate() > 0;
        }
    }

    private static OptionalLong bytes(ResultSet row) throws SQLException {
        long bytes = row.getLong(1);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(bytes);
    }
}

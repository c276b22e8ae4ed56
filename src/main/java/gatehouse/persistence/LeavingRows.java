// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of the journal that the branch holds, and that leave it with what they count as pending. */
final class LeavingRows {
    private static final String SUMS = "SELECT repository, location, SUM(size_bytes) FROM location_journal"
            + " WHERE place IN (%s) GROUP BY repository, location";
    private static final String DELETE = "DELETE FROM location_journal WHERE place IN (%s)";

    private final List<Chunk> places;

    LeavingRows(Collection<Long> places) {
        this.places = Chunk.of(places.stream().sorted().distinct().toList());
    }

    /** The rows of sizes that are to be locked before {@link #leave}. */
    Set<SizeRows.Row> rows(Connection connection) throws SQLException {
        return new HashSet<>(sums(connection).keySet());
    }

    /**
     * Takes them out, in a transaction that has locked the rows of their sizes: so nobody else takes them out at the
     * same time.
     *
     * @return by how much what is pending has changed
     */
    Map<SizeRows.Row, Long> leave(Connection connection) throws SQLException {
        Map<SizeRows.Row, Long> left = new HashMap<>();
        sums(connection).forEach((row, bytes) -> left.put(row, -bytes));
        for (Chunk chunk : places) {
            try (PreparedStatement delete = connection.prepareStatement(DELETE.formatted(chunk.marks()))) {
                chunk.set(delete, 1);
                delete.executeUpdate();
            }
        }
        SizeRows.addPending(connection, left);
        return left;
    }

    private Map<SizeRows.Row, Long> sums(Connection connection) throws SQLException {
        Map<SizeRows.Row, Long> sums = new HashMap<>();
        for (Chunk chunk : places) {
            try (PreparedStatement query = connection.prepareStatement(SUMS.formatted(chunk.marks()))) {
                chunk.set(query, 1);
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) {
                        SizeRows.Row row =
                                new SizeRows.Row(ByteText.uuid(found.getBytes(1)), ByteText.uuid(found.getBytes(2)));
                        sums.merge(row, found.getLong(3), Long::sum);
                    }
                }
            }
        }
        return sums;
    }
}

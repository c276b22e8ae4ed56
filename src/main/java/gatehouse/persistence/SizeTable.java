// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Counted;
import gatehouse.size.RepoSizes;
import gatehouse.size.SizeWatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The sizes in the store. What the journal's rows will change is kept as a sum, so that nobody adds them up. */
final class SizeTable implements RepoSizes {
    private static final String OF_REPOSITORY = "SELECT c.tip, s.location, s.bytes, s.pending_bytes"
            + " FROM counted_branch c LEFT JOIN repo_size s ON s.repository = c.repository"
            + " WHERE c.repository = ? AND c.tip IS NOT NULL";
    private static final String CREATE = "INSERT IGNORE INTO counted_branch (repository, tip) VALUES (?, NULL)";
    private static final String LOCK = "SELECT tip FROM counted_branch WHERE repository = ? FOR UPDATE";
    private static final String SET_TIP = "UPDATE counted_branch SET tip = ? WHERE repository = ?";
    private static final String LOCATIONS = "SELECT location FROM repo_size WHERE repository = ?";
    private static final String SET_BYTES = "UPDATE repo_size SET bytes = ? WHERE repository = ? AND location = ?";
    private static final String UNKNOWN = "UPDATE repo_size SET bytes = NULL WHERE repository = ?";
    private static final String DELETE = "DELETE FROM repo_size WHERE repository = ? AND pending_bytes = 0";
    private static final String DELETE_TIP = "DELETE FROM counted_branch WHERE repository = ?";

    private final SqlTransactions transactions;
    private final SizeRows rows;
    private final SizeWatch watch;

    SizeTable(SqlTransactions transactions, SizeRows rows, SizeWatch watch) {
        this.transactions = transactions;
        this.rows = rows;
        this.watch = watch;
    }

    @Override
    public Optional<Counted> counted(Uuid repository) {
        return sizes(repository, (bytes, pending) -> bytes);
    }

    @Override
    public Optional<Map<Uuid, RepoSize>> now(Uuid repository) {
        return sizes(repository, SizeTable::now).map(Counted::sizes);
    }

    /**
     * A change that the journal was told of can be in the tip already by another way; until that tip is counted, the
     * sum may be off.
     */
    private static @Nullable Long now(@Nullable Long bytes, long pending) {
        if (bytes == null && pending == 0) {
            return null;
        }
        return Math.max(0, (bytes == null ? 0 : bytes) + pending);
    }

    @Override
    public void recounted(Uuid repository, Counted counted) {
        Set<SizeRows.Row> known = known(repository, counted.sizes().keySet());
        rows.create(known);
        replace(repository, "setting sizes", connection -> {
            lock(connection, repository);
            SizeRows.lock(connection, known);
            update(connection, UNKNOWN, repository);
            SortedMap<Uuid, Long> bytes = new TreeMap<>();
            counted.sizes().forEach((location, size) -> bytes.put(location, size.bytes()));
            set(connection, repository, bytes);
            setTip(connection, repository, counted.tip());
            return true;
        });
    }

    @Override
    public boolean advance(Uuid repository, Advance advance) {
        LeavingRows leaving = new LeavingRows(advance.committed());
        Set<SizeRows.Row> touched = transactions.read("reading the journal", leaving::rows);
        advance.changedBytes().keySet().forEach(location -> touched.add(new SizeRows.Row(repository, location)));
        rows.create(touched);
        Optional<Map<SizeRows.Row, Long>> moved = watch.follow(
                () -> transactions.change(
                        "bringing sizes to a later tip",
                        connection -> advance(connection, repository, advance, leaving, touched)),
                changes -> changes.ifPresent(now -> SizeRows.byRepository(now).forEach(watch::changed)));
        return moved.isPresent();
    }

    /** By how much the sizes now have changed; empty when the sizes are of another tip. */
    private static Optional<Map<SizeRows.Row, Long>> advance(
            Connection connection, Uuid repository, Advance advance, LeavingRows leaving, Set<SizeRows.Row> touched)
            throws SQLException {
        if (!advance.from().equals(lock(connection, repository).orElse(null))) {
            return Optional.empty();
        }
        SortedMap<SizeRows.Row, OptionalLong> before = SizeRows.lock(connection, touched);
        Map<SizeRows.Row, Long> moved = new HashMap<>(leaving.leave(connection));
        SortedMap<Uuid, Long> bytes = new TreeMap<>();
        advance.changedBytes().forEach((location, change) -> {
            SizeRows.Row row = new SizeRows.Row(repository, location);
            bytes.put(location, changed(row, before.get(row), change));
            moved.merge(row, change, Long::sum);
        });
        set(connection, repository, bytes);
        setTip(connection, repository, advance.to());
        return Optional.of(moved);
    }

    private void replace(Uuid repository, String doing, SqlTransactions.Work<Boolean> work) {
        watch.follow(() -> transactions.change(doing, work), done -> watch.replaced(repository));
    }

    private static long changed(SizeRows.Row row, @Nullable OptionalLong before, long change) {
        long after = Math.addExact(before == null ? 0 : before.orElse(0), change);
        if (after < 0) {
            throw new IllegalStateException("the size of " + row + " would be below zero, and is to be counted anew");
        }
        return after;
    }

    @Override
    public void forget(Uuid repository) {
        Set<SizeRows.Row> known = known(repository, Set.of());
        replace(repository, "forgetting sizes", connection -> {
            lock(connection, repository);
            SizeRows.lock(connection, known);
            update(connection, UNKNOWN, repository);
            update(connection, DELETE, repository);
            update(connection, DELETE_TIP, repository);
            return true;
        });
        rows.forget(repository);
    }

    private Set<SizeRows.Row> known(Uuid repository, Set<Uuid> more) {
        return transactions.read("reading sizes", connection -> {
            Set<SizeRows.Row> known = new HashSet<>();
            more.forEach(location -> known.add(new SizeRows.Row(repository, location)));
            try (PreparedStatement query = connection.prepareStatement(LOCATIONS)) {
                query.setBytes(1, repository.bytes());
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) {
                        known.add(new SizeRows.Row(repository, ByteText.uuid(found.getBytes(1))));
                    }
                }
            }
            return known;
        });
    }

    private Optional<Counted> sizes(Uuid repository, BiFunction<@Nullable Long, Long, @Nullable Long> size) {
        return transactions.read("reading sizes", connection -> {
            try (PreparedStatement query = connection.prepareStatement(OF_REPOSITORY)) {
                query.setBytes(1, repository.bytes());
                try (ResultSet found = query.executeQuery()) {
                    Map<Uuid, RepoSize> sizes = new HashMap<>();
                    String tip = null;
                    while (found.next()) {
                        tip = found.getString(1);
                        byte[] location = found.getBytes(2);
                        Long at = found.getObject(3, Long.class);
                        Long bytes = location == null ? null : size.apply(at, found.getLong(4));
                        if (bytes != null) {
                            sizes.put(ByteText.uuid(location), new RepoSize(bytes));
                        }
                    }
                    return tip == null ? Optional.empty() : Optional.of(new Counted(tip, sizes));
                }
            }
        });
    }

    /** Locks the repository's sizes against another count, and gives the tip that they are of. */
    private static Optional<String> lock(Connection connection, Uuid repository) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.setBytes(1, repository.bytes());
            try (ResultSet found = query.executeQuery()) {
                if (found.next()) {
                    return Optional.ofNullable(found.getString(1));
                }
            }
        }
        update(connection, CREATE, repository);
        return Optional.empty();
    }

    private static void set(Connection connection, Uuid repository, SortedMap<Uuid, Long> bytes) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SET_BYTES)) {
            for (Map.Entry<Uuid, Long> size : bytes.entrySet()) {
                update.setLong(1, size.getValue());
                update.setBytes(2, repository.bytes());
                update.setBytes(3, size.getKey().bytes());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static void setTip(Connection connection, Uuid repository, String tip) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SET_TIP)) {
            update.setString(1, tip);
            update.setBytes(2, repository.bytes());
            update.executeUpdate();
        }
    }

    private static void update(Connection connection, String sql, Uuid repository) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setBytes(1, repository.bytes());
            update.executeUpdate();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Hour;
import gatehouse.size.SizeHistory;
import gatehouse.size.Thinning;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The history of sizes in the store. */
final class SizeHistoryTable implements SizeHistory {
    private static final String NEWEST = "SELECT h.location, h.epoch_hour, h.bytes FROM size_history h"
            + " JOIN (SELECT location, MAX(epoch_hour) AS newest FROM size_history WHERE repository = ?"
            + " GROUP BY location) n ON n.location = h.location AND n.newest = h.epoch_hour WHERE h.repository = ?";
    private static final String SET = "INSERT INTO size_history (repository, location, epoch_hour, bytes)"
            + " VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE bytes = VALUES(bytes)";
    private static final String SERIES = " FROM size_history WHERE repository = ? AND location = ? AND epoch_hour ";
    /** Ordered by all columns of the key, so that either database finds the row by it. */
    private static final String AT = "SELECT epoch_hour, bytes" + SERIES
            + "<= ? ORDER BY repository DESC, location DESC, epoch_hour DESC LIMIT 1";

    private static final String WITHIN =
            "SELECT epoch_hour, bytes" + SERIES + "BETWEEN ? AND ? ORDER BY epoch_hour LIMIT ?";
    private static final String LOCATIONS = "SELECT DISTINCT location FROM size_history WHERE repository = ?";
    private static final String HOURS = "SELECT epoch_hour" + SERIES + "< ? ORDER BY epoch_hour";
    private static final String DELETE = "DELETE" + SERIES + "= ?";
    private static final String FORGET = "DELETE FROM size_history WHERE repository = ?";

    private final SqlTransactions transactions;

    SizeHistoryTable(SqlTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void record(Uuid repository, Hour hour, Map<Uuid, RepoSize> sizes) {
        Map<Uuid, Point> newest = transactions.read("reading newest sizes", on -> newest(on, repository));
        Map<Uuid, Optional<RepoSize>> changed = changed(newest, hour, sizes);
        if (!changed.isEmpty()) {
            transactions.change("recording sizes", connection -> set(connection, repository, hour, changed));
        }
    }

    private static Map<Uuid, Optional<RepoSize>> changed(Map<Uuid, Point> newest, Hour hour, Map<Uuid, RepoSize> now) {
        Map<Uuid, Optional<RepoSize>> changed = new TreeMap<>();
        Set<Uuid> locations = new HashSet<>(newest.keySet());
        locations.addAll(now.keySet());
        for (Uuid location : locations) {
            Optional<RepoSize> size = Optional.ofNullable(now.get(location));
            Point before = newest.get(location);
            if (before == null
                    || before.hour().compareTo(hour) <= 0 && !before.size().equals(size)) {
                changed.put(location, size);
            }
        }
        return changed;
    }

    private static Map<Uuid, Point> newest(Connection connection, Uuid repository) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NEWEST)) {
            query.setBytes(1, repository.bytes());
            query.setBytes(2, repository.bytes());
            try (ResultSet found = query.executeQuery()) {
                Map<Uuid, Point> newest = new HashMap<>();
                while (found.next()) {
                    newest.put(ByteText.uuid(found.getBytes(1)), point(found, 2));
                }
                return newest;
            }
        }
    }

    private static boolean set(Connection connection, Uuid repository, Hour hour, Map<Uuid, Optional<RepoSize>> changed)
            throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(SET)) {
            for (Map.Entry<Uuid, Optional<RepoSize>> one : changed.entrySet()) {
                set.setBytes(1, repository.bytes());
                set.setBytes(2, one.getKey().bytes());
                set.setLong(3, hour.sinceEpoch());
                if (one.getValue().isPresent()) {
                    set.setLong(4, one.getValue().get().bytes());
                } else {
                    set.setNull(4, Types.BIGINT);
                }
                set.addBatch();
            }
            set.executeBatch();
            return true;
        }
    }

    @Override
    public Optional<Point> at(Series series, Hour hour) {
        return transactions.read("reading the history of sizes", connection -> {
            try (PreparedStatement query = ofSeries(connection, AT, series)) {
                query.setLong(3, hour.sinceEpoch());
                return points(query).stream().findFirst();
            }
        });
    }

    @Override
    public List<Point> within(Series series, Span span, int most) {
        return transactions.read("reading the history of sizes", connection -> {
            try (PreparedStatement query = ofSeries(connection, WITHIN, series)) {
                query.setLong(3, span.since().sinceEpoch());
                query.setLong(4, span.until().sinceEpoch());
                query.setInt(5, most);
                return points(query);
            }
        });
    }

    /** One location after the other, so that never more than its hours are in memory. */
    @Override
    public void thin(Uuid repository, Thinning thinning) {
        for (Uuid location : transactions.read("thinning the history of sizes", on -> locations(on, repository))) {
            Series series = new Series(repository, location);
            List<Hour> excess = thinning.excess(transactions.read(
                    "thinning the history of sizes", on -> hours(on, series, thinning.allKeptFrom())));
            if (!excess.isEmpty()) {
                transactions.pass("thinning the history of sizes", connection -> delete(connection, series, excess));
            }
        }
    }

    private static List<Uuid> locations(Connection connection, Uuid repository) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCATIONS)) {
            query.setBytes(1, repository.bytes());
            try (ResultSet found = query.executeQuery()) {
                List<Uuid> locations = new ArrayList<>();
                while (found.next()) {
                    locations.add(ByteText.uuid(found.getBytes(1)));
                }
                return locations;
            }
        }
    }

    private static List<Hour> hours(Connection connection, Series series, Hour before) throws SQLException {
        try (PreparedStatement query = ofSeries(connection, HOURS, series)) {
            query.setLong(3, before.sinceEpoch());
            try (ResultSet found = query.executeQuery()) {
                List<Hour> hours = new ArrayList<>();
                while (found.next()) {
                    hours.add(new Hour(found.getLong(1)));
                }
                return hours;
            }
        }
    }

    private static boolean delete(Connection connection, Series series, List<Hour> hours) throws SQLException {
        try (PreparedStatement delete = ofSeries(connection, DELETE, series)) {
            for (Hour hour : hours) {
                delete.setBytes(1, series.repository().bytes());
                delete.setBytes(2, series.location().bytes());
                delete.setLong(3, hour.sinceEpoch());
                delete.addBatch();
            }
            delete.executeBatch();
            return true;
        }
    }

    @Override
    public void forget(Uuid repository) {
        transactions.change("forgetting the history of sizes", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
                delete.setBytes(1, repository.bytes());
                return delete.executeUpdate();
            }
        });
    }

    /** A statement whose first two parameters are set. */
    private static PreparedStatement ofSeries(Connection connection, String sql, Series series) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setBytes(1, series.repository().bytes());
            statement.setBytes(2, series.location().bytes());
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static List<Point> points(PreparedStatement query) throws SQLException {
        try (ResultSet found = query.executeQuery()) {
            List<Point> points = new ArrayList<>();
            while (found.next()) {
                points.add(point(found, 1));
            }
            return points;
        }
    }

    /** Of two columns, the first of which is {@code column}. */
    private static Point point(ResultSet row, int column) throws SQLException {
        Hour hour = new Hour(row.getLong(column));
        long bytes = row.getLong(column + 1);
        return new Point(hour, row.wasNull() ? Optional.empty() : Optional.of(new RepoSize(bytes)));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.key.Key;
import gatehouse.rebalance.Job;
import gatehouse.rebalance.Jobs;
import gatehouse.repository.Uuid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The jobs in the store. */
final class RebalanceTable implements Jobs {
    private static final int MOST_REASON_BYTES = 1024;
    private static final int BATCH = 1000;
    private static final String COLUMNS = "repository, job_state, reason, bytes_per_second, moves_done, moves_skipped,"
            + " moves_all, bytes_done, bytes_all, started_millis, changed_millis";
    private static final String UPDATE = "UPDATE rebalance_job SET job_state = ?, reason = ?, bytes_per_second = ?,"
            + " moves_done = ?, moves_skipped = ?, moves_all = ?, bytes_done = ?, bytes_all = ?, started_millis = ?,"
            + " changed_millis = ? WHERE repository = ?";
    private static final String INSERT = "INSERT INTO rebalance_job (job_state, reason, bytes_per_second, moves_done,"
            + " moves_skipped, moves_all, bytes_done, bytes_all, started_millis, changed_millis, repository)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final SqlTransactions transactions;

    RebalanceTable(SqlTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Job> of(Uuid repository) {
        return transactions
                .read("reading a job", connection -> {
                    try (PreparedStatement query = connection.prepareStatement(
                            "SELECT " + COLUMNS + " FROM rebalance_job WHERE repository = ?")) {
                        query.setBytes(1, repository.bytes());
                        return jobs(query);
                    }
                })
                .stream()
                .findFirst();
    }

    @Override
    public List<Job> underWay() {
        return transactions
                .read("reading jobs", connection -> {
                    try (PreparedStatement query =
                            connection.prepareStatement("SELECT " + COLUMNS + " FROM rebalance_job")) {
                        return jobs(query);
                    }
                })
                .stream()
                .filter(job -> job.state().isUnderWay())
                .toList();
    }

    @Override
    public void save(Job job) {
        transactions.change("saving a job", connection -> {
            if (write(connection, UPDATE, job) == 0) {
                write(connection, INSERT, job);
            }
            return job;
        });
    }

    @Override
    public Restless restless(Uuid repository) {
        return transactions.read("reading restless keys", connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT rules, object_key FROM restless_key WHERE repository = ?")) {
                query.setBytes(1, repository.bytes());
                try (ResultSet rows = query.executeQuery()) {
                    String rules = "";
                    Set<Key> keys = new HashSet<>();
                    while (rows.next()) {
                        rules = rows.getString(1);
                        Key.of(rows.getBytes(2)).ifPresent(keys::add);
                    }
                    return new Restless(rules, keys);
                }
            }
        });
    }

    @Override
    public void save(Uuid repository, Restless restless) {
        if (restless.keys().isEmpty() && restless(repository).keys().isEmpty()) {
            return;
        }
        transactions.change("saving restless keys", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM restless_key WHERE repository = ?")) {
                delete.setBytes(1, repository.bytes());
                delete.executeUpdate();
            }
            insert(connection, repository, restless);
            return restless;
        });
    }

    private static void insert(Connection connection, Uuid repository, Restless restless) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO restless_key (repository, rules, object_key) VALUES (?, ?, ?)")) {
            int waiting = 0;
            for (Key key : restless.keys()) {
                insert.setBytes(1, repository.bytes());
                insert.setString(2, restless.rules());
                insert.setBytes(3, key.bytes());
                insert.addBatch();
                waiting++;
                if (waiting % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            if (waiting % BATCH > 0) {
                insert.executeBatch();
            }
        }
    }

    private static int write(Connection connection, String statement, Job job) throws SQLException {
        Job.Progress progress = job.progress();
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            write.setString(1, job.state().name());
            write.setBytes(2, ByteText.utf8(job.reason(), MOST_REASON_BYTES));
            write.setLong(3, job.bytesPerSecond().orElse(0));
            write.setLong(4, progress.moves());
            write.setLong(5, progress.skipped());
            write.setLong(6, progress.allMoves());
            write.setLong(7, progress.bytes());
            write.setLong(8, progress.allBytes());
            write.setLong(9, job.started().toEpochMilli());
            write.setLong(10, job.changed().toEpochMilli());
            write.setBytes(11, job.repository().bytes());
            return write.executeUpdate();
        }
    }

    private static List<Job> jobs(PreparedStatement query) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                long bytesPerSecond = rows.getLong(4);
                jobs.add(new Job(
                        ByteText.uuid(rows.getBytes(1)),
                        Job.State.valueOf(rows.getString(2)),
                        ByteText.utf8(rows.getBytes(3)),
                        bytesPerSecond == 0 ? OptionalLong.empty() : OptionalLong.of(bytesPerSecond),
                        new Job.Progress(
                                rows.getLong(5), rows.getLong(6), rows.getLong(7), rows.getLong(8), rows.getLong(9)),
                        Instant.ofEpochMilli(rows.getLong(10)),
                        Instant.ofEpochMilli(rows.getLong(11))));
            }
        }
        return jobs;
    }
}

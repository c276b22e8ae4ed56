// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.SizeWatch;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The journal in the store. One thread writes: while a commit is on its way to the disk, changes gather, and the next
 * commit takes all of them. So the many pay for one sync, and one alone waits for nobody.
 */
final class JournalTable implements LocationJournal, AutoCloseable {
    /** Changes that may wait to be written: as many as threads could make in the time they wait. */
    private static final int MAX_WAITING = 10_000;
    /** Bounds the transaction; a sync is shared by plenty. */
    private static final int MAX_BATCH = 1_000;

    private static final int WAIT_SECONDS = 30;
    private static final long IDLE_MILLIS = 200;

    private static final String PENDING = "SELECT place, object_key, location, presence, at_nanos"
            + " FROM location_journal WHERE repository = ? ORDER BY place LIMIT ?";
    private static final String PENDING_OF_KEY = "SELECT place, object_key, location, presence, at_nanos"
            + " FROM location_journal WHERE key_checksum = ? AND repository = ? AND object_key = ? ORDER BY place";

    private record Waiting(JournalBatch.Recorded recorded, CompletableFuture<SizeChange> written) {}

    private final SqlTransactions transactions;
    private final SizeRows sizes;
    private final SizeWatch watch;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writer;
    private volatile boolean closed;

    JournalTable(SqlTransactions transactions, SizeRows sizes, SizeWatch watch, ThreadFactory threads) {
        this.transactions = transactions;
        this.sizes = sizes;
        this.watch = watch;
        this.writer = threads.newThread(this::write);
        this.writer.start();
    }

    /**
     * {@inheritDoc}
     *
     * @throws FailureException Busy when the store is too slow; the change may be recorded all the same
     */
    @Override
    public void record(LocationChange change, SizeChange size) {
        record(new JournalBatch.Recorded(change, size, OptionalLong.empty()));
    }

    /** As {@link #record(LocationChange, SizeChange)}, with the row of a live update that ends with it. */
    void record(JournalBatch.Recorded recorded) {
        Waiting waiting = new Waiting(recorded, new CompletableFuture<>());
        try {
            if (closed || !queue.offer(waiting, WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
            if (!writer.isAlive()) {
                throw busy();
            }
            waiting.written().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } catch (TimeoutException e) {
            throw busy();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FailureException failed) {
                throw failed;
            }
            throw new StoreException("recording a location change", e);
        }
    }

    @Override
    public List<Entry> pending(Uuid repository, int most) {
        return transactions.read("reading the journal", connection -> {
            try (PreparedStatement query = connection.prepareStatement(PENDING)) {
                query.setBytes(1, repository.bytes());
                query.setInt(2, most);
                return entries(repository, query);
            }
        });
    }

    @Override
    public List<LocationChange> pending(Uuid repository, Key key) {
        return transactions.read("reading the journal", connection -> {
            try (PreparedStatement query = connection.prepareStatement(PENDING_OF_KEY)) {
                query.setLong(1, JournalRow.checksum(key));
                query.setBytes(2, repository.bytes());
                query.setBytes(3, key.bytes());
                return entries(repository, query).stream().map(Entry::change).toList();
            }
        });
    }

    @Override
    public long depth() {
        return transactions.read("counting the journal", connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM location_journal");
                    ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    @Override
    public Set<Uuid> repositoriesWithPending() {
        return transactions.read("reading the journal", connection -> {
            try (PreparedStatement query =
                            connection.prepareStatement("SELECT DISTINCT repository FROM location_journal");
                    ResultSet rows = query.executeQuery()) {
                Set<Uuid> repositories = new HashSet<>();
                while (rows.next()) {
                    repositories.add(ByteText.uuid(rows.getBytes(1)));
                }
                return repositories;
            }
        });
    }

    @Override
    public void committed(Collection<Long> places) {
        if (places.isEmpty()) {
            return;
        }
        LeavingRows leaving = new LeavingRows(places);
        Set<SizeRows.Row> touched = transactions.read("reading the journal", leaving::rows);
        watch.follow(
                () -> transactions.change("clearing the journal", connection -> {
                    SizeRows.lock(connection, touched);
                    return leaving.leave(connection);
                }),
                left -> SizeRows.byRepository(left).forEach(watch::changed));
    }

    /** Writes what waits, and stops. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MAX_BATCH - 1);
                    write(batch);
                }
            } catch (InterruptedException e) {
                closed = true;
            } finally {
                batch.clear();
            }
        }
    }

    private void write(List<Waiting> waiting) {
        try {
            JournalBatch batch =
                    new JournalBatch(waiting.stream().map(Waiting::recorded).toList(), transactions.shared());
            sizes.create(batch.rows());
            List<SizeChange> counted =
                    watch.follow(() -> transactions.change("recording location changes", batch::write), changes -> {
                        for (int i = 0; i < changes.size(); i++) {
                            watch.recorded(waiting.get(i).recorded().change(), changes.get(i));
                        }
                    });
            for (int i = 0; i < counted.size(); i++) {
                waiting.get(i).written().complete(counted.get(i));
            }
        } catch (RuntimeException e) {
            waiting.forEach(one -> one.written().completeExceptionally(e));
        }
    }

    private static List<Entry> entries(Uuid repository, PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            List<Entry> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(JournalRow.entry(repository, rows));
            }
            return entries;
        }
    }

    private static FailureException busy() {
        return new FailureException(new Failure.Busy("the store cannot keep up; try again later"));
    }
}

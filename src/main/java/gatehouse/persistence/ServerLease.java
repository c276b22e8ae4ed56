// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this server's live updates alive: one row, renewed in the background. Its time is the database's, so that all
 * servers agree on who has lapsed; by this machine's clock it is only known how long that is still certain. Also sweeps
 * up what lapsed servers left. Safe for use by many threads.
 */
final class ServerLease implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerLease.class.getName());

    /** How often in its length a lease is renewed, so that one failure does not end it. */
    private static final int RENEWALS = 4;
    /** The database counts whole seconds: a lease ends up to so much sooner. */
    private static final long ROUNDING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String BEGIN = "INSERT INTO server_lease (expires_seconds) VALUES (UNIX_TIMESTAMP() + ?)";
    /** Not at the last moment, when another server's look may come between the clock and the commit. */
    private static final String RENEW = "UPDATE server_lease SET expires_seconds = UNIX_TIMESTAMP() + ?"
            + " WHERE id = ? AND expires_seconds > UNIX_TIMESTAMP() + 1";

    private static final String END = "DELETE FROM server_lease WHERE id = ?";
    private static final String SWEEP_LEASES = "DELETE FROM server_lease WHERE expires_seconds < UNIX_TIMESTAMP() - 1";
    private static final String SWEEP = "DELETE FROM live_update WHERE owner NOT IN (SELECT o.id FROM server_lease o)";

    /** More than one lease ever sees: fifty days at a thousand in a second. */
    private static final long UPDATES_OF_ONE = 1L << 32;

    /** One lease, from its beginning to its lapse. Its number is never given again. */
    static final class Term {
        private final long id;
        private final AtomicInteger updates = new AtomicInteger();
        private volatile long certainUntilNanos;

        private Term(long id, long certainUntilNanos) {
            this.id = id;
            this.certainUntilNanos = certainUntilNanos;
        }

        long id() {
            return id;
        }

        /** A number for a live update, which no other row of any server has. */
        long nextUpdate() {
            return Math.addExact(
                    Math.multiplyExact(id, UPDATES_OF_ONE), Integer.toUnsignedLong(updates.incrementAndGet()));
        }

        /** Whether what was begun in it is certainly not lapsed. */
        boolean holds() {
            return System.nanoTime() - certainUntilNanos < 0;
        }
    }

    private record Doubtful(long live, long endNanos) {}

    private final SqlTransactions transactions;
    private final Duration length;
    /** Live updates of which the store did not say whether they have ended. */
    private final Queue<Doubtful> doubtful = new ConcurrentLinkedQueue<>();

    private @Nullable Term term;
    private @Nullable Thread renewing;
    private volatile boolean closed;

    ServerLease(SqlTransactions transactions, Duration length) {
        this.transactions = transactions;
        this.length = length;
    }

    /** The lease that holds now; begun when there is none. */
    synchronized Term term() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        if (term == null || !term.holds()) {
            term = begin();
        }
        if (renewing == null) {
            renewing = Thread.ofPlatform().name("server-lease").daemon().start(this::keep);
        }
        return term;
    }

    /** Ends a live update once its lease would be over, whatever became of it. */
    void doubt(long live) {
        doubtful.add(new Doubtful(live, System.nanoTime() + length.toNanos()));
    }

    @Override
    public void close() {
        closed = true;
        Thread thread;
        synchronized (this) {
            thread = renewing;
        }
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            Term last = current();
            if (last != null) {
                update("ending a lease", END, last.id);
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the lease lapses by itself", e);
        }
    }

    private synchronized @Nullable Term current() {
        return term;
    }

    private Term begin() {
        long before = System.nanoTime();
        long id = transactions.pass("beginning a lease", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(BEGIN, Statement.RETURN_GENERATED_KEYS)) {
                insert.setLong(1, length.toSeconds());
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    keys.next();
                    return keys.getLong(1);
                }
            }
        });
        return new Term(id, before + certainNanos());
    }

    /** Short of the lease by what the database rounds, and by the time to write down what is found to hold. */
    private long certainNanos() {
        return length.toNanos() - length.toNanos() / RENEWALS - ROUNDING_NANOS;
    }

    private void keep() {
        while (!closed) {
            try {
                TimeUnit.NANOSECONDS.sleep(length.toNanos() / RENEWALS);
                renew();
                endDoubtful();
                sweep();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the lease of this server could not be renewed", e);
            }
        }
    }

    private void renew() {
        Term now = current();
        if (now == null) {
            return;
        }
        long before = System.nanoTime();
        int renewed = transactions.pass("renewing a lease", connection -> {
            try (PreparedStatement update = connection.prepareStatement(RENEW)) {
                update.setLong(1, length.toSeconds());
                update.setLong(2, now.id);
                return update.executeUpdate();
            }
        });
        if (renewed > 0) {
            now.certainUntilNanos = before + certainNanos();
        } else {
            now.certainUntilNanos = before;
            LOG.log(System.Logger.Level.WARNING, "the lease of this server has lapsed, and its live updates with it");
        }
    }

    private void endDoubtful() {
        for (Doubtful first = doubtful.peek();
                first != null && System.nanoTime() - first.endNanos() >= 0;
                first = doubtful.peek()) {
            update("ending a live update", "DELETE FROM live_update WHERE id = ?", first.live());
            doubtful.remove(first);
        }
    }

    void sweep() {
        transactions.pass("sweeping up", connection -> {
            try (Statement delete = connection.createStatement()) {
                delete.executeUpdate(SWEEP_LEASES);
                return delete.executeUpdate(SWEEP);
            }
        });
    }

    private void update(String doing, String sql, long id) {
        transactions.pass(doing, connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setLong(1, id);
                return update.executeUpdate();
            }
        });
    }
}

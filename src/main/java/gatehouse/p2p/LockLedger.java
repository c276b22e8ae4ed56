// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.object.ContentLock;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The content locks that peers hold, by their ids. A lock ends when it is given up; when nobody keeps it, it ends after
 * its retention. No lock holds a thread. Source: P2P/Http/State.hs Locker.
 */
public final class LockLedger implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LockLedger.class.getName());

    private final Semaphore free;
    private final Supplier<LockId> ids;
    private final InstantSource clock;
    private final ScheduledExecutorService scheduler;
    private final Map<LockId, Held> held = new ConcurrentHashMap<>();

    /** @param keepers how many requests keep it now */
    private record Held(ContentLock lock, int keepers) {}

    /** Takes a content lock, empty when it cannot be had. */
    interface Locking {
        Optional<ContentLock> lock() throws IOException;
    }

    /**
     * @param most locks at once
     * @param ids new ones, not to be guessed
     */
    public LockLedger(int most, Supplier<LockId> ids, InstantSource clock, ScheduledExecutorService scheduler) {
        this.free = new Semaphore(most);
        this.ids = ids;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    LockReply lock(Locking locking) throws IOException {
        if (!free.tryAcquire()) {
            return new LockReply.NotLocked();
        }
        Optional<ContentLock> lock = Optional.empty();
        try {
            lock = locking.lock();
        } finally {
            if (lock.isEmpty()) {
                free.release();
            }
        }
        return lock.<LockReply>map(taken -> new LockReply.Locked(enter(taken))).orElseGet(LockReply.NotLocked::new);
    }

    private LockId enter(ContentLock lock) {
        LockId id = ids.get();
        held.put(id, new Held(lock, 0));
        expireLater(id, lock);
        return id;
    }

    void keepLocked(LockId id) {
        held.computeIfPresent(id, (same, entry) -> new Held(entry.lock(), entry.keepers() + 1));
    }

    void keeperLost(LockId id) {
        Held left =
                held.computeIfPresent(id, (same, entry) -> new Held(entry.lock(), Math.max(0, entry.keepers() - 1)));
        if (left != null && left.keepers() == 0) {
            expireLater(id, left.lock());
        }
    }

    void unlock(LockId id) throws IOException {
        end(held.remove(id));
    }

    /** Locks held now. */
    public int size() {
        return held.size();
    }

    /** Leaves every lock to its retention: those who took them may rely on it although this server stops. */
    @Override
    public void close() {
        held.clear();
    }

    private void expireLater(LockId id, ContentLock lock) {
        long delayMillis = Math.max(
                0, Duration.between(clock.instant(), lock.retainedUntil()).toMillis());
        scheduler.schedule(() -> expire(id), delayMillis, TimeUnit.MILLISECONDS);
    }

    private void expire(LockId id) {
        Held[] expired = new Held[1];
        held.computeIfPresent(id, (same, entry) -> {
            if (entry.keepers() > 0 || clock.instant().isBefore(entry.lock().retainedUntil())) {
                return entry;
            }
            expired[0] = entry;
            return null;
        });
        try {
            end(expired[0]);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "an expired lock could not be given up", e);
        }
    }

    private void end(@Nullable Held ended) throws IOException {
        if (ended != null) {
            try {
                ended.lock().close();
            } finally {
                free.release();
            }
        }
    }
}

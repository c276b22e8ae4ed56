// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whose turn it is with a connection. A thread of Grizzly that handles what has come on it has objects of its request
 * in hand; were the request completed by another thread meanwhile, they would be used for the next one: seen with
 * Payara 6.2025.10, where that one then failed. So the completing is left to the thread that has its turn. Safe for use
 * by many threads; only a turn waits for another's.
 */
final class ConnectionTurn {
    private static final Logger LOG = Logger.getLogger(ConnectionTurn.class.getName());
    private static final ThreadLocal<ConnectionTurn> CURRENT = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> left = new ConcurrentLinkedQueue<>();

    /** What a thread does in its turn. */
    interface Work<T> {
        T done() throws IOException;
    }

    /** Of the connection whose turn the current thread has last got. */
    static Optional<ConnectionTurn> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    <T> T take(Work<T> work) throws IOException {
        ConnectionTurn outer = CURRENT.get();
        lock.lock();
        CURRENT.set(this);
        try {
            return work.done();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            leave();
        }
    }

    /** Runs the task now if nobody has the turn, and else at the end of that turn. */
    void after(Runnable task) {
        left.add(task);
        if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
            leave();
        }
    }

    private void leave() {
        do {
            if (lock.getHoldCount() == 1) {
                runLeft();
            }
            lock.unlock();
            // Who left something since has seen the turn taken.
        } while (!lock.isHeldByCurrentThread() && !left.isEmpty() && lock.tryLock());
    }

    private void runLeft() {
        for (Runnable task = left.poll(); task != null; task = left.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a request could not be completed", e);
            }
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.p2p.PutReply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings an upload to one sink, in a thread of its own, with a bounded queue before it. Everything that is done with
 * the sink is done by that thread; whoever feeds it waits for it only as long as he wants to.
 */
final class Lane {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());
    /** With the size of a chunk, what an upload may take of memory. */
    private static final int MOST_CHUNKS = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> queue = new ArrayDeque<>();
    private Course course = Course.GOING_ON;
    private boolean open;
    private boolean done;
    private long progressNanos = System.nanoTime();
    private @Nullable PutReply reply;
    private @Nullable Exception failure;
    private @Nullable Thread thread;

    private enum Course {
        GOING_ON,
        /** What is queued is taken, and then the sink is told that this is all. */
        ENDING,
        /** What is queued is taken, and then the sink is closed. */
        STOPPING,
        /** Nothing more is taken. */
        DROPPED
    }

    /** Begins at once. @param sink closed in any case */
    static Lane begin(ExecutorService threads, Sink sink) throws IOException {
        Lane lane = new Lane();
        boolean begun = false;
        try {
            threads.execute(() -> lane.run(sink));
            begun = true;
            return lane;
        } catch (RejectedExecutionException e) {
            throw new IOException("the server stops", e);
        } finally {
            if (!begun) {
                sink.close();
            }
        }
    }

    private void run(Sink sink) {
        @Nullable PutReply end = null;
        @Nullable Exception failed = null;
        try (sink) {
            begin();
            sink.open();
            locked(() -> open = true);
            feed(sink);
            if (isEnding()) {
                end = sink.end();
                logUnlessStored(sink, end);
            }
        } catch (IOException | RuntimeException e) {
            failed = e;
            log(sink, e);
        } finally {
            end(end, failed);
        }
    }

    private void begin() throws IOException {
        locked(() -> thread = Thread.currentThread());
        requireNotDropped();
    }

    private void requireNotDropped() throws IOException {
        if (is(Course.DROPPED)) {
            throw new IOException("it was too slow");
        }
    }

    private void feed(Sink sink) throws IOException {
        for (Chunk chunk = next(); chunk != null; chunk = next()) {
            try {
                sink.take(chunk.view());
            } finally {
                chunk.giveBack();
                locked(() -> progressNanos = System.nanoTime());
            }
            // A sink that only computes must not keep others from the few processors.
            Thread.yield();
        }
    }

    private static void log(Sink sink, Exception e) {
        if (e instanceof IOException || e instanceof FailureException) {
            LOG.log(System.Logger.Level.INFO, sink.name() + " fails while it gets an upload: " + e.getMessage());
        } else {
            LOG.log(System.Logger.Level.ERROR, sink.name() + " fails while it gets an upload", e);
        }
    }

    private static void logUnlessStored(Sink sink, PutReply end) {
        if (end instanceof PutReply.NotStored) {
            LOG.log(System.Logger.Level.INFO, sink.name() + " has not stored an upload that came to its end");
        }
    }

    /** Null at the end. Waits for whoever owns the upload, who ends or closes it in any case. */
    private @Nullable Chunk next() throws IOException {
        lock.lock();
        try {
            while (queue.isEmpty() && course == Course.GOING_ON) {
                changed.await();
            }
            @Nullable Chunk next = queue.poll();
            changed.signalAll();
            return next;
        } catch (InterruptedException e) {
            throw new IOException("it was too slow", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean isEnding() throws IOException {
        requireNotDropped();
        return is(Course.ENDING);
    }

    private boolean is(Course asked) {
        lock.lock();
        try {
            return course == asked;
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable PutReply end, @Nullable Exception failed) {
        locked(() -> {
            reply = end;
            // What is stored is stored, even if something failed after that.
            failure = end == null ? failed : null;
            done = true;
            thread = null;
            clear();
        });
    }

    /** Needs the lock. */
    private void clear() {
        queue.forEach(Chunk::giveBack);
        queue.clear();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until its sink is open. @return false when it failed, or did not open in time and is dropped */
    boolean awaitOpen(long untilNanos) throws InterruptedException {
        return await(() -> open || done, untilNanos) && !hasFailed();
    }

    /**
     * Queues a chunk, with a use of its own. Where there is no room it waits as long as the sink goes on.
     *
     * @param stall how long the sink may take nothing
     * @return false when it has failed, or stood still for too long and is dropped
     */
    boolean put(Chunk chunk, Duration stall) throws InterruptedException {
        lock.lock();
        try {
            long waitingSince = System.nanoTime();
            while (queue.size() >= MOST_CHUNKS && !done && course == Course.GOING_ON) {
                long stillNanos = System.nanoTime() - Math.max(progressNanos, waitingSince);
                long leftNanos = stall.toNanos() - stillNanos;
                if (leftNanos <= 0 || changed.awaitNanos(leftNanos) <= 0 && isStill(stall, waitingSince)) {
                    drop();
                }
            }
            if (done || course != Course.GOING_ON) {
                return false;
            }
            chunk.use();
            queue.add(chunk);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStill(Duration stall, long sinceNanos) {
        return System.nanoTime() - Math.max(progressNanos, sinceNanos) >= stall.toNanos();
    }

    /** Whether it waits for more. */
    boolean isIdle() {
        lock.lock();
        try {
            return queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    void finish() {
        turn(Course.ENDING);
    }

    /** As little as possible of what has come is to be lost. */
    void stop() {
        turn(Course.STOPPING);
    }

    private void turn(Course next) {
        locked(() -> course = course == Course.GOING_ON ? next : course);
    }

    /** Takes it out of the upload. Its thread ends when the sink lets it. */
    void drop() {
        locked(() -> {
            course = Course.DROPPED;
            clear();
            if (thread != null) {
                thread.interrupt();
            }
        });
    }

    /** Waits for the end; what is not there in time is dropped. */
    void awaitDone(long untilNanos) throws InterruptedException {
        if (!await(() -> done, untilNanos)) {
            drop();
        }
    }

    private interface Waited {
        boolean holds();
    }

    private boolean await(Waited condition, long untilNanos) throws InterruptedException {
        lock.lock();
        try {
            while (!condition.holds()) {
                long left = untilNanos - System.nanoTime();
                if (left <= 0) {
                    drop();
                    return false;
                }
                long ignored = changed.awaitNanos(left);
                assert ignored <= left;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean hasFailed() {
        lock.lock();
        try {
            return done && reply == null || course == Course.DROPPED;
        } finally {
            lock.unlock();
        }
    }

    /** Empty before the end, and when it failed. */
    Optional<PutReply> reply() {
        lock.lock();
        try {
            return Optional.ofNullable(reply);
        } finally {
            lock.unlock();
        }
    }

    /** Empty when it has not failed, or only was too slow. */
    Optional<Exception> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }
}

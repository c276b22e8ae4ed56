// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and writes a file from its begin while more of it arrives: what came is copied aside, and another thread takes
 * as much as has gathered since it took some last. An upload that stands still has nothing aside. For one thread at a
 * time.
 */
final class WriteBehind {
    private static final int BUFFER_BYTES = 1 << 18;
    /** For all uploads together: as many as can be written at once. Who gets none writes for itself. */
    private static final int MOST_BUFFERS = 16;

    private static final ArrayBlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(MOST_BUFFERS);
    private static final AtomicInteger MADE = new AtomicInteger();

    private final FileChannel file;
    private final Optional<Verification> verification;
    private final Executor worker;
    private @Nullable ByteBuffer filling;
    private boolean writing;
    private boolean submitted;
    private long writtenBytes;
    private @Nullable IOException failure;

    /** @param verification that nobody else gives anything to before {@link #flush} */
    WriteBehind(FileChannel file, Optional<Verification> verification, Executor worker) {
        this.file = file;
        this.verification = verification;
        this.worker = worker;
    }

    /** Takes all that remains of {@code from}. @throws IOException also when what was taken before cannot be written */
    void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            if (!stage(from)) {
                drain();
                if (!stage(from)) {
                    writeThrough(from);
                }
            }
        }
        if (toBeSubmitted()) {
            try {
                worker.execute(this::work);
            } catch (RejectedExecutionException e) {
                work();
            }
        }
    }

    /** How much of the file is written. */
    synchronized long writtenBytes() {
        return writtenBytes;
    }

    /** Returns when all that was taken is hashed and written. */
    void flush() throws IOException {
        drain();
        rethrow();
    }

    /** False when there is no room for any of it. */
    private synchronized boolean stage(ByteBuffer from) throws IOException {
        rethrow();
        if (filling == null) {
            filling = borrowed();
        }
        if (filling == null || !filling.hasRemaining()) {
            return false;
        }
        int count = Math.min(from.remaining(), filling.remaining());
        filling.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        return true;
    }

    private void writeThrough(ByteBuffer from) throws IOException {
        int count = from.remaining();
        long at = writtenBytes();
        hashAndWrite(from, at);
        synchronized (this) {
            writtenBytes = at + count;
        }
    }

    private synchronized boolean toBeSubmitted() {
        boolean first = !submitted && filling != null;
        submitted |= first;
        return first;
    }

    private void work() {
        for (ByteBuffer next = nextForWorker(); next != null; next = nextForWorker()) {
            write(next, writtenBytes());
        }
    }

    private synchronized @Nullable ByteBuffer nextForWorker() {
        ByteBuffer next = writing ? null : gathered();
        submitted = next != null;
        return next;
    }

    /** Writes what has gathered, after what is being written. */
    private void drain() throws IOException {
        for (ByteBuffer next = next(); next != null; next = next()) {
            write(next, writtenBytes());
        }
    }

    private synchronized @Nullable ByteBuffer next() throws IOException {
        while (writing) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while content was written");
            }
        }
        return gathered();
    }

    /** Whoever gets one is the one who writes. */
    private synchronized @Nullable ByteBuffer gathered() {
        ByteBuffer gathered = filling;
        filling = null;
        writing = gathered != null;
        return gathered;
    }

    private void write(ByteBuffer gathered, long at) {
        IOException failed = new IOException("content could not be written");
        int count = gathered.flip().remaining();
        try {
            hashAndWrite(gathered, at);
            failed = null;
        } catch (IOException e) {
            failed = e;
        } finally {
            // Whatever was thrown: the buffer is given back, and nobody waits for ever.
            FREE.add(gathered.clear());
            written(count, failed);
        }
    }

    private synchronized void written(int count, @Nullable IOException failed) {
        writing = false;
        if (failed == null) {
            writtenBytes += count;
        } else if (failure == null) {
            failure = failed;
        }
        notifyAll();
    }

    private synchronized void rethrow() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void hashAndWrite(ByteBuffer from, long position) throws IOException {
        ByteBuffer unhashed = from.duplicate();
        verification.ifPresent(hash -> hash.update(unhashed));
        long at = position;
        while (from.hasRemaining()) {
            at += file.write(from, at);
        }
    }

    private static @Nullable ByteBuffer borrowed() {
        ByteBuffer free = FREE.poll();
        if (free != null) {
            return free;
        }
        if (MADE.get() < MOST_BUFFERS && MADE.getAndIncrement() < MOST_BUFFERS) {
            return ByteBuffer.allocateDirect(BUFFER_BYTES);
        }
        return null;
    }
}

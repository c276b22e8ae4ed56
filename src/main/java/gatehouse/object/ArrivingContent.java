// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Writes content to a file as it arrives, and hashes it at the same time. What came before is hashed by a worker
 * meanwhile; until that has caught up, what arrives is only written, and the worker hashes it too. For one writing
 * thread at a time.
 */
final class ArrivingContent implements AutoCloseable {
    /** Handing less than this to another thread costs more than hashing it. */
    private static final int SHARED_BYTES = 1 << 16;
    /** Content of less is written when it comes. */
    private static final long BEHIND_BYTES = 1 << 20;

    private final FileChannel file;
    private final Optional<Verification> verification;
    private final Optional<Verdict> verdict;
    private final Executor worker;
    private final FutureTask<Boolean> catchingUp;
    private final CatchingUp behind;
    private final Optional<WriteBehind> writeBehind;

    /** @param totalBytes of the whole content */
    ArrivingContent(FileChannel file, Checks checks, Executor worker, Beginning beginning, long totalBytes) {
        this.file = file;
        this.verification = checks.here();
        this.verdict = checks.elsewhere();
        this.worker = worker;
        this.behind = new CatchingUp(file, verification, beginning);
        this.catchingUp = new FutureTask<>(behind);
        this.writeBehind = beginning.bytes() == 0 && totalBytes > BEHIND_BYTES && verdict.isEmpty()
                ? Optional.of(new WriteBehind(file, verification, worker))
                : Optional.empty();
        if (behind.isBehind()) {
            handOver(catchingUp);
        }
    }

    /** Takes all that remains of {@code from}; it must follow what came before. */
    void write(ByteBuffer from, long position) throws IOException {
        if (writeBehind.isPresent()) {
            writeBehind.get().write(from);
        } else if (verification.isEmpty()) {
            writeFully(from, position);
        } else if (behind.isBehind()) {
            ByteBuffer unhashed = from.duplicate();
            writeFully(from, position);
            if (!behind.leave(position + unhashed.remaining())) {
                verification.get().update(unhashed);
            }
        } else {
            FutureTask<Boolean> hashing = hash(from.duplicate());
            try {
                writeFully(from, position);
            } finally {
                // Done here, unless a worker has begun it.
                hashing.run();
                await(hashing);
            }
        }
    }

    private FutureTask<Boolean> hash(ByteBuffer chunk) {
        int size = chunk.remaining();
        FutureTask<Boolean> hashing = new FutureTask<>(() -> {
            verification.ifPresent(hash -> hash.update(chunk));
            return true;
        });
        if (size >= SHARED_BYTES) {
            handOver(hashing);
        }
        return hashing;
    }

    /** How much of what was taken up to {@code position} is in the file. */
    long writtenBytes(long position) {
        return writeBehind.map(WriteBehind::writtenBytes).orElse(position);
    }

    /** Returns when all that was taken is in the file. */
    void flush() throws IOException {
        if (writeBehind.isPresent()) {
            writeBehind.get().flush();
        }
    }

    /**
     * To be flushed before. Whether all that was written, and what came before, is the content of the key. To be asked
     * once, at the end.
     */
    boolean matches() throws IOException {
        if (behind.isBehind()) {
            catchingUp.run();
            await(catchingUp);
        }
        return (verification.isEmpty() || verification.get().matches())
                && (verdict.isEmpty() || verdict.get().matches());
    }

    private void handOver(FutureTask<Boolean> task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            // It is run by whoever needs its result.
        }
    }

    private void writeFully(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += file.write(from, at);
        }
    }

    private static void await(FutureTask<Boolean> task) throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException("content could not be hashed", e.getCause());
        } catch (CancellationException e) {
            throw new IOException("the upload is closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while content was hashed");
        }
    }

    @Override
    public void close() throws IOException {
        catchingUp.cancel(false);
        try {
            flush();
        } finally {
            behind.close();
        }
    }

    /**
     * Who hashes the content.
     *
     * @param here as it arrives
     * @param elsewhere somebody who sends it, from its begin, to others as well
     */
    record Checks(Optional<Verification> here, Optional<Verdict> elsewhere) {}

    /**
     * What came before an upload.
     *
     * @param source where it is to be copied from; empty when it is in the file
     */
    record Beginning(long bytes, Optional<FileChannel> source) {}
}

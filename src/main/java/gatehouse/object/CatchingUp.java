// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.object.ArrivingContent.Beginning;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Hashes what is in a file, up to where another thread writes. Safe for use by both. */
final class CatchingUp implements Callable<Boolean> {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final long COPY_BYTES = 1 << 24;

    private final FileChannel file;
    private final Optional<Verification> verification;
    private final Beginning beginning;
    private long writtenBytes;
    private boolean done;
    private volatile boolean closed;

    CatchingUp(FileChannel file, Optional<Verification> verification, Beginning beginning) {
        this.file = file;
        this.verification = verification;
        this.beginning = beginning;
        this.writtenBytes = beginning.bytes();
        this.done = beginning.bytes() == 0
                || (verification.isEmpty() && beginning.source().isEmpty());
    }

    synchronized boolean isBehind() {
        return !done;
    }

    /** Leaves the hashing of what was written before {@code position}; false when this has ended already. */
    synchronized boolean leave(long position) {
        writtenBytes = position;
        return !done;
    }

    private synchronized long unhashedBytes(long hashedBytes) {
        long unhashed = writtenBytes - hashedBytes;
        done = unhashed == 0;
        return unhashed;
    }

    @Override
    public Boolean call() throws IOException {
        copyBeginning();
        if (verification.isEmpty()) {
            unhashedBytes(beginning.bytes());
            return true;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long hashed = 0;
        for (long left = unhashedBytes(hashed); left > 0; left = unhashedBytes(hashed)) {
            requireOpen();
            buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
            if (file.read(buffer, hashed) <= 0) {
                throw new EOFException("a partial upload became shorter");
            }
            hashed += buffer.flip().remaining();
            verification.get().update(buffer);
        }
        return true;
    }

    private void copyBeginning() throws IOException {
        if (beginning.source().isEmpty()) {
            return;
        }
        FileChannel source = beginning.source().get();
        long copied = 0;
        while (copied < beginning.bytes()) {
            requireOpen();
            long count = Math.min(COPY_BYTES, beginning.bytes() - copied);
            long step = file.transferFrom(source.position(copied), copied, count);
            if (step <= 0) {
                throw new EOFException("a partial upload became shorter");
            }
            copied += step;
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    void close() throws IOException {
        closed = true;
        if (beginning.source().isPresent()) {
            beginning.source().get().close();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * An open file that several may read, and one may have locked. Closing it is each one's own leaving. Guarded by the
 * pool.
 */
final class SharedChannel implements AutoCloseable {
    private final LockPool pool;
    private final Path file;
    private final FileChannel channel;
    private int users = 1;

    SharedChannel(LockPool pool, Path file, FileChannel channel) {
        this.pool = pool;
        this.file = file;
        this.channel = channel;
    }

    Path file() {
        return file;
    }

    FileChannel channel() {
        return channel;
    }

    SharedChannel join() {
        users++;
        return this;
    }

    boolean leaveIsLast() {
        users--;
        return users == 0;
    }

    /** As the channel's own, but an interrupted thread does not close the file that others have locked. */
    int read(ByteBuffer to, long position) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return channel.read(to, position);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As the channel's own transferTo; with interrupts as in {@link #read}. */
    long transfer(long position, WritableByteChannel to, long count) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return channel.transferTo(position, count, to);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        pool.leave(this);
    }
}

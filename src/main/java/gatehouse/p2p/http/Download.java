// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Content;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Content on its way to a peer, written as the peer takes it. When the content turns out to be invalid, the last byte
 * is left out, so that the length announced tells the peer. Source: P2P/Http/Server.hs serveGet.
 */
final class Download implements WriteListener, IdleWatch.Watched {
    private static final Logger LOG = Logger.getLogger(Download.class.getName());
    // What a peer that stops reading leaves in memory stays small: only those that keep up get large writes.
    private static final int FIRST_WRITE_BYTES = 16 * 1024;
    private static final int MOST_WRITE_BYTES = 64 * 1024;
    /** What may wait in memory for a peer that does not read, beside one write. */
    static final int UNSENT_BYTES = 64 * 1024;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Content content;
    private final TransferBuffers buffers;
    private final IdleWatch watch;
    private final Runnable dropConnection;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long unreadBytes;
    private int writeBytes = FIRST_WRITE_BYTES;
    private volatile long progressAtNanos;

    Download(
            AsyncContext async,
            ServletOutputStream out,
            Content content,
            TransferBuffers buffers,
            IdleWatch watch,
            Runnable dropConnection) {
        this.async = async;
        this.out = out;
        this.content = content;
        this.buffers = buffers;
        this.watch = watch;
        this.dropConnection = dropConnection;
        this.unreadBytes = content.lengthBytes();
        this.progressAtNanos = watch.nowNanos();
    }

    @Override
    public void onWritePossible() throws IOException {
        byte[] buffer = buffers.borrow();
        try {
            while (!ended.get() && out.isReady()) {
                progressAtNanos = watch.nowNanos();
                if (unreadBytes == 0) {
                    end();
                    return;
                }
                writeSome(buffer);
            }
        } finally {
            buffers.giveBack(buffer);
        }
    }

    private void writeSome(byte[] buffer) throws IOException {
        int wanted = (int) Math.min(Math.min(writeBytes, buffer.length), unreadBytes);
        int read = content.read(ByteBuffer.wrap(buffer, 0, wanted));
        if (read < 0) {
            unreadBytes = 0;
            return;
        }
        unreadBytes -= read;
        int valid = unreadBytes == 0 && !content.valid() ? read - 1 : read;
        if (valid > 0) {
            out.write(buffer, 0, valid);
        }
        writeBytes = Math.min(writeBytes * 2, MOST_WRITE_BYTES);
    }

    @Override
    public void onError(Throwable t) {
        LOG.log(Level.FINE, "download ended by its peer", t);
        end();
    }

    @Override
    public long progressAtNanos() {
        return progressAtNanos;
    }

    @Override
    public void cutOff() {
        LOG.fine("download cut off: its peer reads nothing");
        dropConnection.run();
        end();
    }

    private void end() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        watch.done(this);
        try {
            content.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing content failed", e);
        } finally {
            async.complete();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * As {@link Download}, by a thread that may wait. While it waits for the other server the client is not idle: the peer
 * has its own limits for that.
 */
final class SlowDownload implements IdleWatch.Watched {
    // As with Download: only clients that keep up get large writes.
    private static final int FIRST_WRITE_BYTES = 16 * 1024;

    private final Content content;
    private final IdleWatch watch;
    private final Runnable dropConnection;
    private long unreadBytes;
    private int writeBytes = FIRST_WRITE_BYTES;
    private volatile @Nullable LeavingBody body;
    private volatile long progressAtNanos;

    SlowDownload(Content content, IdleWatch watch, Runnable dropConnection) {
        this.content = content;
        this.watch = watch;
        this.dropConnection = dropConnection;
        this.unreadBytes = content.lengthBytes();
        this.progressAtNanos = watch.nowNanos();
    }

    /** Where the bytes go; asked for when the first ones are there. */
    interface Way {
        LeavingBody open() throws IOException;
    }

    /**
     * Sends the content.
     *
     * @return whether the client got all that was announced
     */
    boolean send(Way way, TransferBuffers buffers) throws IOException {
        boolean whole = true;
        while (unreadBytes > 0 && whole) {
            @Nullable LeavingBody opened = body;
            if (opened != null) {
                opened.await();
                progressAtNanos = watch.nowNanos();
            }
            byte[] buffer = buffers.borrow();
            try {
                whole = sendSome(way, buffer);
            } finally {
                buffers.giveBack(buffer);
            }
        }
        return whole;
    }

    private boolean sendSome(Way way, byte[] buffer) throws IOException {
        int wanted = (int) Math.min(Math.min(writeBytes, buffer.length), unreadBytes);
        int read = content.read(ByteBuffer.wrap(buffer, 0, wanted));
        if (read < 0) {
            return false;
        }
        unreadBytes -= read;
        boolean valid = unreadBytes > 0 || content.valid();
        int sent = valid ? read : read - 1;
        if (sent > 0) {
            opened(way).write(buffer, sent);
        }
        writeBytes = Math.min(writeBytes * 2, buffer.length);
        return valid;
    }

    /** Whether the client may have got something already. */
    boolean begun() {
        return body != null;
    }

    private LeavingBody opened(Way way) throws IOException {
        @Nullable LeavingBody opened = body;
        if (opened == null) {
            opened = way.open();
            body = opened;
            progressAtNanos = watch.nowNanos();
            opened.await();
        }
        return opened;
    }

    @Override
    public long progressAtNanos() {
        @Nullable LeavingBody opened = body;
        return opened != null && opened.waiting() ? progressAtNanos : watch.nowNanos();
    }

    @Override
    public void cutOff() {
        dropConnection.run();
        @Nullable LeavingBody opened = body;
        if (opened != null) {
            opened.giveUp(new TimeoutException("its client reads nothing"));
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * The body of a request for a thread that may wait for it, without a thread of the container waiting too. What is not
 * read is left in the connection: a reader that stops has the client stop as well.
 */
final class ArrivingBody implements ReadListener {
    private static final int SKIPPED_BYTES = 16 * 1024;

    private final ServletInputStream in;
    private final Signal signal = new Signal();
    private volatile boolean waiting;
    private volatile boolean allRead;
    /** Said by the container; Grizzly does so while somebody is still to read the end of it. */
    private volatile boolean allCame;

    private ArrivingBody(ServletInputStream in) {
        this.in = in;
    }

    /** @param in of a request whose processing is asynchronous */
    static ArrivingBody of(ServletInputStream in) {
        ArrivingBody body = new ArrivingBody(in);
        in.setReadListener(body);
        return body;
    }

    /**
     * Waits until something has come, without reading it, so that no buffer is needed meanwhile.
     *
     * @return false at the end
     * @throws Signal.ClientLost when the client has gone, or was given up
     */
    boolean await() throws IOException {
        signal.check();
        Next next = next();
        while (next == Next.NOTHING_YET) {
            waiting = true;
            try {
                signal.await();
            } finally {
                waiting = false;
            }
            next = next();
        }
        return next == Next.BYTES;
    }

    private enum Next {
        BYTES,
        NOTHING_YET,
        END
    }

    private Next next() {
        // Looked at first: what is announced to be the last may still have to be read.
        boolean complete = allCame || in.isFinished();
        if (!allRead && in.isReady()) {
            return Next.BYTES;
        }
        return allRead || complete || in.isFinished() ? Next.END : Next.NOTHING_YET;
    }

    /**
     * Throws away what still comes, so that a client that sends on gets to see an answer.
     *
     * @return whether it came to its end in time
     * @throws Signal.ClientLost when the client has gone
     */
    boolean skipRest(Duration most) throws IOException {
        byte[] skipped = new byte[SKIPPED_BYTES];
        long start = System.nanoTime();
        while (System.nanoTime() - start < most.toNanos()) {
            switch (next()) {
                case BYTES -> read(skipped);
                case NOTHING_YET -> signal.await();
                case END -> {
                    return true;
                }
            }
        }
        return false;
    }

    /** What has come, as far as it fits: how many bytes, or -1 at the end. To be called after {@link #await}. */
    int read(byte[] buffer) throws Signal.ClientLost {
        int filled = 0;
        try {
            while (filled < buffer.length && !allRead && in.isReady()) {
                int read = in.read(buffer, filled, buffer.length - filled);
                allRead = read < 0;
                filled += Math.max(read, 0);
            }
        } catch (IOException e) {
            throw new Signal.ClientLost(e);
        }
        return filled == 0 && allRead ? -1 : filled;
    }

    /** Whether it is the client that is waited for now. */
    boolean waiting() {
        return waiting;
    }

    /** Whoever reads, now or later, is told that there will be nothing any more. */
    void giveUp(Throwable reason) {
        signal.lose(reason);
    }

    @Override
    public void onDataAvailable() {
        signal.give();
    }

    @Override
    public void onAllDataRead() {
        allCame = true;
        signal.give();
    }

    @Override
    public void onError(Throwable t) {
        signal.lose(t);
    }
}

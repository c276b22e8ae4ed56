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
    /** Said by the container; Grizzly does so while somebody is still to read the end of it. */
    private volatile boolean allCame;

    private ArrivingBody(ServletInputStream in) {
        this.in = in;
    }

    /** @param in of a request whose processing is asynchronous */
    static ArrivingBody of(ServletInputStream in) throws IOException {
        ArrivingBody body = new ArrivingBody(in);
        if (!body.over()) {
            in.setReadListener(body);
        }
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

    /**
     * The container is not asked whether it is ready where it is known to have no more: Payara would tell of the end by
     * a thread that it does not wait for before it uses its objects for the next request.
     */
    private Next next() throws Signal.ClientLost {
        try {
            if (over()) {
                return Next.END;
            }
            return in.isReady() ? Next.BYTES : Next.NOTHING_YET;
        } catch (IOException e) {
            throw new Signal.ClientLost(e);
        }
    }

    /** Whether all of it was read. For Grizzly it is finished when all has come, though not all of it may be read. */
    boolean over() throws IOException {
        return (allCame || in.isFinished()) && in.available() == 0;
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
        boolean atEnd = false;
        try {
            while (filled < buffer.length && !atEnd && next() == Next.BYTES) {
                int read = in.read(buffer, filled, buffer.length - filled);
                atEnd = read < 0;
                filled += Math.max(read, 0);
            }
        } catch (IOException e) {
            throw new Signal.ClientLost(e);
        }
        return filled == 0 && (atEnd || next() == Next.END) ? -1 : filled;
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

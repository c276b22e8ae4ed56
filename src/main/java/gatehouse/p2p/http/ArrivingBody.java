// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * The body of a request for a thread that may wait for it, without a thread of the container waiting too. What is not
 * read is left in the connection: a reader that stops has the client stop as well.
 */
final class ArrivingBody implements ReadListener {
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
        while (!allRead) {
            // Grizzly notes the end after it has told of the last bytes, and tells nobody who has read them by then.
            boolean finished = allCame || in.isFinished();
            if (in.isReady()) {
                return true;
            }
            if (finished) {
                return false;
            }
            waiting = true;
            try {
                signal.await();
            } finally {
                waiting = false;
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

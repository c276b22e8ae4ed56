// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The body of an answer for a thread that may wait for the client, without a thread of the container waiting too. */
final class LeavingBody implements WriteListener {
    private final ServletOutputStream out;
    private final Signal signal = new Signal();
    private volatile boolean waiting;

    private LeavingBody(ServletOutputStream out) {
        this.out = out;
    }

    /** @param out of a request whose processing is asynchronous */
    static LeavingBody of(ServletOutputStream out) {
        LeavingBody body = new LeavingBody(out);
        out.setWriteListener(body);
        return body;
    }

    /** Waits until the client takes more. */
    void await() throws IOException {
        signal.check();
        while (!out.isReady()) {
            waiting = true;
            try {
                signal.await();
            } finally {
                waiting = false;
            }
        }
    }

    /** To be called after {@link #await}. */
    void write(byte[] buffer, int bytes) throws Signal.ClientLost {
        try {
            out.write(buffer, 0, bytes);
        } catch (IOException e) {
            throw new Signal.ClientLost(e);
        }
    }

    /** Whether it is the client that is waited for now. */
    boolean waiting() {
        return waiting;
    }

    /** Whoever writes, now or later, is told that nobody reads any more. */
    void giveUp(Throwable reason) {
        signal.lose(reason);
    }

    @Override
    public void onWritePossible() {
        signal.give();
    }

    @Override
    public void onError(Throwable t) {
        signal.lose(t);
    }
}

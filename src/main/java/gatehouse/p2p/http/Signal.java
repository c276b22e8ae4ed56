// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a thread that waits for the client of a request that the container has something to say. Signals that nobody
 * waits for yet are not lost.
 */
final class Signal {
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final Semaphore given = new Semaphore(0);
    private volatile @Nullable Throwable lost;

    /** The other end of the connection is gone, or was given up. */
    static final class ClientLost extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        ClientLost(Throwable cause) {
            super("the client is gone", cause);
        }
    }

    void give() {
        given.release();
    }

    /** Whoever waits is told that there will be nothing any more. */
    void lose(Throwable reason) {
        lost = reason;
        given.release();
    }

    /** @throws ClientLost when nothing will come any more */
    void check() throws ClientLost {
        @Nullable Throwable reason = lost;
        if (reason != null) {
            throw new ClientLost(reason);
        }
    }

    /**
     * Waits for a signal, though not for ever: whoever waits is to look again by itself, as a container may have given
     * its last one too early. Whoever watches the transfer ends the wait.
     */
    void await() throws IOException {
        check();
        try {
            if (given.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                given.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server stops");
        }
        check();
    }
}

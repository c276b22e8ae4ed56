// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.LockId;
import gatehouse.p2p.Peer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A keeplocked request: keeps a lock for as long as its body lasts, without a thread. The body is a line of JSON for
 * each message. Only {@code {"unlock": true}} gives the lock up; a body or connection that ends otherwise leaves it to
 * its ten minutes, as the design page promises (upstream's server gives it up at once). Source: P2P/Http/Server.hs
 * serveKeepLocked, doc/design/p2p_protocol_over_http.mdwn.
 */
final class LockKeeping implements ReadListener {
    private static final Logger LOG = Logger.getLogger(LockKeeping.class.getName());

    private final AsyncContext async;
    private final ServletInputStream in;
    private final Peer peer;
    private final LockId lock;
    private final LockLines lines = new LockLines();
    private boolean ended;

    LockKeeping(AsyncContext async, ServletInputStream in, Peer peer, LockId lock) {
        this.async = async;
        this.in = in;
        this.peer = peer;
        this.lock = lock;
    }

    @Override
    public synchronized void onDataAvailable() throws IOException {
        byte[] buffer = new byte[LockLines.MAX_BYTES];
        boolean atEnd = false;
        while (!ended && !atEnd && in.isReady()) {
            int read = in.read(buffer);
            atEnd = read < 0;
            for (int i = 0; i < read && !ended; i++) {
                take(lines.take(buffer[i]));
            }
        }
        if (atEnd) {
            // Grizzly does not say so when the whole body came together with the header.
            onAllDataRead();
        }
    }

    private void take(LockLines.Said said) throws IOException {
        switch (said) {
            case NOTHING -> {}
            case NONSENSE -> lost();
            case UNLOCK -> {
                peer.unlock(lock);
                answer();
            }
        }
    }

    @Override
    public synchronized void onAllDataRead() throws IOException {
        if (!ended) {
            take(lines.end());
        }
        if (!ended) {
            lost();
        }
    }

    private void lost() throws IOException {
        peer.keeperLost(lock);
        answer();
    }

    private void answer() throws IOException {
        P2pServlet.json(response(), ReplyJson.notLocked());
        end();
    }

    @Override
    public synchronized void onError(Throwable t) {
        if (!ended) {
            LOG.log(Level.FINE, "keeper of a lock lost", t);
            peer.keeperLost(lock);
            end();
        }
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) async.getResponse();
    }

    private void end() {
        ended = true;
        async.complete();
    }
}

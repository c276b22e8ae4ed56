// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.FailureException;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Content on its way from a peer, taken as it arrives. A body shorter or longer than announced stores nothing; what
 * came of a short one is kept, for the upload to be resumed.
 */
public final class UploadBody implements IdleWatch.Watched {
    private static final Logger LOG = Logger.getLogger(UploadBody.class.getName());

    /** The other end. */
    public interface Sender {
        void answer(Reply reply) throws IOException;

        /** Ends the connection. */
        void drop();

        /** The exchange is at its end, answered or not. */
        void over();
    }

    private final Receiving receiving;
    private final ProtocolVersion version;
    private final IdleWatch watch;
    private final Sender sender;
    // Held while bytes are taken, so that the watch does not close the upload under the taker.
    private final ReentrantLock taking = new ReentrantLock();
    private boolean ended;
    private boolean overlong;
    private @Nullable FailureException failed;
    private volatile long progressAtNanos;

    UploadBody(Receiving receiving, ProtocolVersion version, IdleWatch watch, Sender sender) {
        this.receiving = receiving;
        this.version = version;
        this.watch = watch;
        this.sender = sender;
        this.progressAtNanos = watch.nowNanos();
    }

    /** Keeps the upload from being cut off until {@link #release}. By the same thread. */
    void hold() {
        taking.lock();
    }

    void release() {
        taking.unlock();
    }

    /** Whether nothing more is wanted. Needs to be held. */
    boolean ended() {
        return ended;
    }

    /** The next bytes of the body, all of them taken. */
    public void take(ByteBuffer from) throws IOException {
        taking.lock();
        try {
            int count = from.remaining();
            if (ended || count == 0) {
                return;
            }
            progressAtNanos = watch.nowNanos();
            long missing = receiving.missingBytes();
            overlong |= count > missing;
            if (failed == null && missing > 0) {
                store(from.slice(from.position(), (int) Math.min(count, missing)));
            }
        } finally {
            taking.unlock();
        }
    }

    private void store(ByteBuffer from) throws IOException {
        try {
            receiving.write(from);
        } catch (FailureException e) {
            // The rest of the body is read and thrown away, so that the peer gets to see the answer.
            failed = e;
        }
    }

    /** The body has come to its end: what it is answered with is sent. */
    public void end() throws IOException {
        taking.lock();
        try {
            if (!ended) {
                sender.answer(reply());
            }
        } finally {
            close();
            taking.unlock();
        }
    }

    private Reply reply() throws IOException {
        if (failed != null) {
            return FailureMapper.reply(failed.failure());
        }
        try {
            boolean whole = !overlong && receiving.missingBytes() == 0;
            return Reply.json(ReplyJson.of(whole ? receiving.finish() : new PutReply.NotStored(), version));
        } catch (FailureException e) {
            return FailureMapper.reply(e.failure());
        }
    }

    /** The peer has gone, or the disk fails. */
    public void broken(Throwable reason) {
        LOG.log(Level.FINE, "upload ended early", reason);
        taking.lock();
        try {
            close();
        } finally {
            taking.unlock();
        }
    }

    @Override
    public long progressAtNanos() {
        return progressAtNanos;
    }

    @Override
    public void cutOff() {
        if (!taking.tryLock()) {
            return;
        }
        try {
            if (!ended) {
                sender.answer(Reply.line(
                        HttpServletResponse.SC_REQUEST_TIMEOUT,
                        "nothing arrived for too long",
                        Map.of("Connection", "close")));
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "upload cut off", e);
        } finally {
            // First, so that no more of the body comes while the exchange ends.
            sender.drop();
            close();
            taking.unlock();
        }
    }

    /** Needs to be held. */
    private void close() {
        if (ended) {
            return;
        }
        ended = true;
        watch.done(this);
        try {
            receiving.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing an upload failed", e);
        } finally {
            sender.over();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.FailureException;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Content on its way from a peer, taken as it arrives. A body shorter or longer than announced stores nothing; what
 * came of a short one is kept, for the upload to be resumed.
 */
final class Reception implements ReadListener, IdleWatch.Watched {
    private static final Logger LOG = Logger.getLogger(Reception.class.getName());

    /** Where the bytes go: an upload, or nowhere when the content is there already. */
    interface Sink {
        void write(ByteBuffer from) throws IOException;

        long missingBytes();

        PutReply finish() throws IOException;

        void close() throws IOException;

        static Sink of(Receiving receiving) {
            return new ReceivingSink(receiving);
        }
    }

    private record ReceivingSink(Receiving receiving) implements Sink {
        @Override
        public void write(ByteBuffer from) throws IOException {
            receiving.write(from);
        }

        @Override
        public long missingBytes() {
            return receiving.missingBytes();
        }

        @Override
        public PutReply finish() throws IOException {
            return receiving.finish();
        }

        @Override
        public void close() throws IOException {
            receiving.close();
        }
    }

    private final AsyncContext async;
    private final ServletInputStream in;
    private final ProtocolVersion version;
    private final Sink sink;
    private final TransferBuffers buffers;
    private final IdleWatch watch;
    private final Runnable dropConnection;
    // Held while bytes are taken, so that the watch does not close the upload under the taker.
    private final ReentrantLock taking = new ReentrantLock();
    private boolean ended;
    private boolean overlong;
    private @Nullable FailureException failed;
    private volatile long progressAtNanos;

    Reception(
            AsyncContext async,
            ServletInputStream in,
            ProtocolVersion version,
            Sink sink,
            TransferBuffers buffers,
            IdleWatch watch,
            Runnable dropConnection) {
        this.async = async;
        this.in = in;
        this.version = version;
        this.sink = sink;
        this.buffers = buffers;
        this.watch = watch;
        this.dropConnection = dropConnection;
        this.progressAtNanos = watch.nowNanos();
    }

    @Override
    public void onDataAvailable() throws IOException {
        taking.lock();
        byte[] buffer = buffers.borrow();
        try {
            int filled = 0;
            boolean atEnd = false;
            while (!ended && !atEnd && in.isReady()) {
                int read = in.read(buffer, filled, buffer.length - filled);
                atEnd = read < 0;
                filled += Math.max(read, 0);
                if (filled == buffer.length) {
                    take(buffer, filled);
                    filled = 0;
                }
            }
            if (filled > 0 && !ended) {
                take(buffer, filled);
            }
            if (atEnd) {
                // Grizzly does not say so when the whole body came together with the header.
                onAllDataRead();
            }
        } finally {
            buffers.giveBack(buffer);
            taking.unlock();
        }
    }

    private void take(byte[] buffer, int filled) throws IOException {
        progressAtNanos = watch.nowNanos();
        long missing = sink.missingBytes();
        overlong |= filled > missing;
        if (failed == null && missing > 0) {
            try {
                sink.write(ByteBuffer.wrap(buffer, 0, (int) Math.min(filled, missing)));
            } catch (FailureException e) {
                // The rest of the body is read and thrown away, so that the peer gets to see the answer.
                failed = e;
            }
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        taking.lock();
        try {
            if (ended) {
                return;
            }
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            if (failed != null) {
                FailureMapper.answer(response, failed.failure());
            } else {
                boolean whole = !overlong && sink.missingBytes() == 0;
                PutReply reply = whole ? sink.finish() : new PutReply.NotStored();
                P2pServlet.json(response, ReplyJson.of(reply, version));
            }
        } catch (FailureException e) {
            FailureMapper.answer((HttpServletResponse) async.getResponse(), e.failure());
        } finally {
            end();
            taking.unlock();
        }
    }

    @Override
    public void onError(Throwable t) {
        LOG.log(Level.FINE, "upload ended by its peer", t);
        taking.lock();
        try {
            end();
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
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            if (!ended && !response.isCommitted()) {
                response.setHeader("Connection", "close");
                FailureMapper.line(response, HttpServletResponse.SC_REQUEST_TIMEOUT, "nothing arrived for too long");
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "upload cut off", e);
        } finally {
            end();
            dropConnection.run();
            taking.unlock();
        }
    }

    /** Needs the lock. */
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        watch.done(this);
        try {
            sink.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing an upload failed", e);
        } finally {
            async.complete();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import gatehouse.p2p.http.IdleWatch;
import gatehouse.p2p.http.QuickAnswers.LargeContent;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.FileChunk;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * A download that the kernel carries from the file to the socket. The first bytes go with the header; the last ones are
 * read, so that the content can be looked at once more before the peer has all of it: when it is not what it was, the
 * very last byte is left out. Between them chunks are framed here, below Grizzly's own filter for HTTP, which would
 * want them in memory. A peer that stands still holds no thread and no buffer.
 */
final class StraightDownload extends EmptyCompletionHandler<WriteResult> implements IdleWatch.Watched {
    private static final Logger LOG = Logger.getLogger(StraightDownload.class.getName());
    /** Read and not carried, at the begin and at the end. */
    private static final int ENDS_BYTES = 16 * 1024;
    /** Few enough that other peers of a thread have their turn; many enough that the frame costs nothing. */
    private static final int SLICE_BYTES = 2 << 20;

    private static final String LINE_END = "\r\n";

    private final FilterChainContext context;
    private final Connection<?> connection;
    private final HttpResponsePacket response;
    private final LargeContent large;
    private final IdleWatch watch;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger turns = new AtomicInteger();
    private long straightBytes;
    private boolean frameOpen;
    private volatile long progressAtNanos;

    StraightDownload(FilterChainContext context, HttpResponsePacket response, LargeContent large, IdleWatch watch) {
        this.context = context;
        this.connection = context.getConnection();
        this.response = response;
        this.large = large;
        this.watch = watch;
        this.straightBytes = large.content().lengthBytes() - 2 * ENDS_BYTES;
        this.progressAtNanos = watch.nowNanos();
    }

    /** Gives the content back unsent. */
    void abandon() {
        closeContent();
    }

    /** Needs the context suspended. */
    void begin() {
        try {
            write(read(), false);
            next();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** The next slice, or the end. A slice that is taken at once comes back here while its turn still lasts. */
    private void next() {
        if (turns.getAndIncrement() > 0) {
            return;
        }
        do {
            try {
                turn();
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
        } while (turns.decrementAndGet() > 0);
    }

    private void turn() throws IOException {
        if (ended.get()) {
            return;
        }
        if (straightBytes == 0) {
            finish();
            return;
        }
        int bytes = (int) Math.min(SLICE_BYTES, straightBytes);
        straightBytes -= bytes;
        frame(Integer.toHexString(bytes) + LINE_END);
        frameOpen = true;
        context.write(new Slice(bytes), this);
    }

    private void frame(String line) {
        String text = frameOpen ? LINE_END + line : line;
        context.write(Buffers.wrap(context.getMemoryManager(), text.getBytes(US_ASCII)));
    }

    private void finish() throws IOException {
        byte[] last = read();
        boolean valid = large.content().valid();
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        frame("");
        write(valid ? last : java.util.Arrays.copyOf(last, last.length - 1), true);
        watch.done(this);
        closeContent();
        // Has the connection wait for its next request, or end.
        context.notifyDownstream(HttpServerFilter.RESPONSE_COMPLETE_EVENT);
        context.resume(context.getStopAction());
    }

    private byte[] read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(ENDS_BYTES);
        while (buffer.hasRemaining()) {
            if (large.content().read(buffer) < 0) {
                throw new EOFException("the object has become shorter");
            }
        }
        return buffer.array();
    }

    private void write(byte[] bytes, boolean last) {
        context.write(response.httpContentBuilder()
                .content(Buffers.wrap(context.getMemoryManager(), bytes))
                .last(last)
                .build());
    }

    @Override
    public void completed(WriteResult result) {
        next();
    }

    @Override
    public void failed(Throwable reason) {
        fail(reason);
    }

    @Override
    public void cancelled() {
        fail(new IOException("cancelled"));
    }

    @Override
    public long progressAtNanos() {
        return progressAtNanos;
    }

    @Override
    public void cutOff() {
        fail(new IOException("its peer reads nothing"));
    }

    private void fail(Throwable reason) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        LOG.log(Level.FINE, "download ended", reason);
        watch.done(this);
        try {
            // Without lingering, what the peer never read leaves the kernel's memory too.
            if (connection instanceof NIOConnection nio && nio.getChannel() instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "closed already", e);
        }
        connection.terminateSilently();
        closeContent();
        context.completeAndRecycle();
    }

    private void closeContent() {
        try {
            large.content().close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing content failed", e);
        }
    }

    /** Bytes of the file on their way; Grizzly asks for them whenever the socket takes more. */
    private final class Slice implements FileChunk {
        private int left;

        Slice(int bytes) {
            this.left = bytes;
        }

        @Override
        public long writeTo(WritableByteChannel channel) throws IOException {
            if (ended.get()) {
                throw new EOFException("cut off");
            }
            long sent = large.straight().sendTo(channel, left);
            left -= (int) sent;
            if (sent > 0) {
                progressAtNanos = watch.nowNanos();
            }
            return sent;
        }

        @Override
        public boolean hasRemaining() {
            return left > 0;
        }

        @Override
        public int remaining() {
            return left;
        }

        @Override
        public boolean release() {
            return true;
        }

        @Override
        public boolean isExternal() {
            return true;
        }
    }
}

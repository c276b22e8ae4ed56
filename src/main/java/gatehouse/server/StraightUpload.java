// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.Reply;
import gatehouse.p2p.http.UploadBody;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpBrokenContent;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.ByteBufferArray;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/** The body of an upload on its way from Grizzly's connection to the object, past the layers of the container. */
final class StraightUpload implements UploadBody.Sender {
    private static final Logger LOG = Logger.getLogger(StraightUpload.class.getName());
    private static final Attribute<StraightUpload> CURRENT =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(StraightUpload.class.getName());
    private static final int INTERNAL_ERROR = 500;

    private final Connection<?> connection;
    private final HttpResponsePacket response;
    private @Nullable UploadBody body;
    private @Nullable FilterChainContext reading;
    private boolean answered;

    StraightUpload(Connection<?> connection, HttpResponsePacket response) {
        this.connection = connection;
        this.response = response;
    }

    /** The upload whose body comes through a connection now; null when there is none. */
    static @Nullable StraightUpload current(Connection<?> connection) {
        return CURRENT.get(connection);
    }

    /** From now on all that comes is of this body. */
    void begin(UploadBody begun) {
        body = begun;
        CURRENT.set(connection, this);
    }

    /** The next part of the body. The first one shares its memory with the header. */
    NextAction read(FilterChainContext context, HttpContent part) {
        UploadBody taker = body;
        NextAction done = context.getStopAction();
        if (taker == null) {
            return done;
        }
        reading = context;
        try {
            if (part instanceof HttpBrokenContent broken) {
                throw new IOException("the body cannot be read", broken.getException());
            }
            take(taker, part.getContent());
            if (part.isLast()) {
                taker.end();
            }
        } catch (IOException | RuntimeException e) {
            fail(taker, e);
        } finally {
            reading = null;
            part.recycle();
        }
        return done;
    }

    private static void take(UploadBody taker, Buffer buffer) throws IOException {
        if (!buffer.hasRemaining()) {
            return;
        }
        ByteBufferArray parts = buffer.toByteBufferArray();
        try {
            ByteBuffer[] array = parts.getArray();
            for (int i = 0; i < parts.size(); i++) {
                taker.take(array[i]);
            }
        } finally {
            parts.restore();
            parts.recycle();
        }
    }

    private void fail(UploadBody taker, Exception reason) {
        String id = UUID.randomUUID().toString();
        LOG.log(Level.SEVERE, "request " + id + " failed", reason);
        taker.broken(reason);
        if (!answered) {
            answer(new Reply(
                    INTERNAL_ERROR,
                    "text/plain;charset=utf-8",
                    Map.of("Connection", "close"),
                    ("internal error " + id).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        connection.closeSilently();
    }

    /** The connection is closed. */
    void closed() {
        if (body != null) {
            body.broken(new IOException("its peer has gone"));
        }
    }

    @Override
    public void answer(Reply reply) {
        answered = true;
        response.setStatus(reply.status());
        response.setContentType(reply.contentType());
        reply.headers().forEach(response::setHeader);
        response.setContentLength(reply.body().length);
        HttpContent whole = response.httpContentBuilder()
                .content(Buffers.wrap(connection.getMemoryManager(), reply.body()))
                .last(true)
                .build();
        StatusLine.explain(whole);
        FilterChainContext context = reading;
        if (context == null) {
            connection.write(whole);
            return;
        }
        context.write(whole);
        // Before the peer can have the answer and send its next request.
        CURRENT.remove(connection);
        // Has the connection wait for its next request, or end.
        context.notifyDownstream(HttpServerFilter.RESPONSE_COMPLETE_EVENT);
    }

    @Override
    public void drop() {
        try {
            // Without lingering, what the peer never read leaves the kernel's memory too.
            if (connection instanceof NIOConnection nio && nio.getChannel() instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "closed already", e);
        }
        connection.terminateSilently();
    }

    @Override
    public void over() {
        CURRENT.remove(connection);
    }
}

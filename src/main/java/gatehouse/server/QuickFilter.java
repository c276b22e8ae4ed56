// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.QuickAnswers;
import gatehouse.p2p.http.Sender;
import java.io.IOException;
import java.util.Optional;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.DataChunk;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * Stands in Grizzly's chain of filters before the one that leads to the servlets, and passes on what it does not
 * answer.
 */
final class QuickFilter extends BaseFilter {
    private static final int LAST_ASCII = 0x7f;
    /** What a peer that does not read its answers leaves here. */
    private static final int MOST_UNSENT_BYTES = 64 * 1024;

    private final QuickAnswers answers;

    QuickFilter(QuickAnswers answers) {
        this.answers = answers;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        if (context.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpRequestPacket request
                && isPlain(content, request)
                && readsItsAnswers(context.getConnection())) {
            Optional<QuickAnswers.Answer> answer = answer(request);
            if (answer.isPresent()) {
                send(context, request.getResponse(), answer.get());
                content.recycle();
                return context.getStopAction();
            }
        }
        return context.getInvokeAction();
    }

    /** Whether nothing of the request is still to come, and it is in no way special. */
    private static boolean isPlain(HttpContent content, HttpRequestPacket request) {
        return content.isLast()
                && !request.isChunked()
                && request.getContentLength() <= 0
                && !request.isUpgrade()
                && !request.requiresAcknowledgement()
                && request.getProtocol() == Protocol.HTTP_1_1;
    }

    private static boolean readsItsAnswers(Connection<?> connection) {
        return connection instanceof NIOConnection nio
                && nio.getAsyncWriteQueue().spaceInBytes() <= MOST_UNSENT_BYTES;
    }

    private Optional<QuickAnswers.Answer> answer(HttpRequestPacket request) {
        String path = request.getRequestURI();
        DataChunk query = request.getQueryStringDC();
        String rawQuery = query.isNull() ? null : query.toString();
        // Bytes that ought to have been percent-encoded mean what the container takes them for.
        if (!isAscii(path) || (rawQuery != null && !isAscii(rawQuery))) {
            return Optional.empty();
        }
        String method = request.getMethodDC().toString();
        return answers.answer(new QuickAnswers.Question(method, path, rawQuery, new PacketSender(request)));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_ASCII) {
                return false;
            }
        }
        return true;
    }

    private static void send(FilterChainContext context, HttpResponsePacket response, QuickAnswers.Answer answer) {
        response.setStatus(200);
        response.setContentType(answer.contentType());
        switch (answer) {
            case QuickAnswers.Presence presence -> response.setContentLength(presence.body().length);
            case QuickAnswers.SmallContent content -> {
                response.setChunked(true);
                response.setHeader(QuickAnswers.SmallContent.DATA_LENGTH, Integer.toString(content.body().length));
            }
        }
        context.write(response.httpContentBuilder()
                .content(Buffers.wrap(context.getMemoryManager(), answer.body()))
                .last(true)
                .build());
        // Has the connection wait for its next request, or end.
        context.notifyDownstream(HttpServerFilter.RESPONSE_COMPLETE_EVENT);
    }

    private record PacketSender(HttpRequestPacket request) implements Sender {
        @Override
        public String remoteAddress() {
            return request.getRemoteAddress();
        }

        @Override
        public String localAddress() {
            return request.getLocalAddress();
        }

        @Override
        public boolean encrypted() {
            return request.isSecure();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }
    }
}

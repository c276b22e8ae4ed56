// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.PresenceQuestion;
import gatehouse.p2p.http.Sender;
import java.io.IOException;
import java.util.Optional;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.util.DataChunk;
import org.glassfish.grizzly.memory.Buffers;
import org.jspecify.annotations.Nullable;

/** Stands in Grizzly's chain of filters before the one that leads to the servlets, and passes on all it has no answer to. */
final class PresenceFilter extends BaseFilter {
    private static final int LAST_ASCII = 0x7f;

    private final PresenceQuestion question;

    PresenceFilter(PresenceQuestion question) {
        this.question = question;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        if (context.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpRequestPacket request
                && isWhole(content, request)) {
            Optional<byte[]> answer = answer(request);
            if (answer.isPresent()) {
                send(context, request.getResponse(), answer.get());
                content.recycle();
                return context.getStopAction();
            }
        }
        return context.getInvokeAction();
    }

    /** Whether nothing of the request is still to come: what follows would be taken for another one. */
    private static boolean isWhole(HttpContent content, HttpRequestPacket request) {
        return content.isLast()
                && !request.isChunked()
                && request.getContentLength() <= 0
                && !request.isUpgrade()
                && !request.requiresAcknowledgement()
                && request.getMethodDC().equals(PresenceQuestion.METHOD);
    }

    private Optional<byte[]> answer(HttpRequestPacket request) {
        String path = request.getRequestURI();
        if (!PresenceQuestion.maybe(path)) {
            return Optional.empty();
        }
        DataChunk query = request.getQueryStringDC();
        String rawQuery = query.isNull() ? null : query.toString();
        // Bytes that ought to have been percent-encoded mean what the container takes them for.
        if (!isAscii(path) || (rawQuery != null && !isAscii(rawQuery))) {
            return Optional.empty();
        }
        return question.answer(path, rawQuery, new PacketSender(request));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_ASCII) {
                return false;
            }
        }
        return true;
    }

    private static void send(FilterChainContext context, HttpResponsePacket response, byte[] body) {
        response.setStatus(200);
        response.setContentType(PresenceQuestion.CONTENT_TYPE);
        response.setContentLength(body.length);
        context.write(response.httpContentBuilder()
                .content(Buffers.wrap(context.getMemoryManager(), body))
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
        public boolean encrypted() {
            return request.isSecure();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.IdleWatch;
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
    private final IdleWatch watch;

    QuickFilter(QuickAnswers answers, IdleWatch watch) {
        this.answers = answers;
        this.watch = watch;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        if (context.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpRequestPacket request
                && isPlain(content, request)
                && readsItsAnswers(context.getConnection())) {
            Optional<QuickAnswers.Answer> answer = answer(request);
            if (answer.isPresent()) {
                return send(context, content, answer.get());
            }
        }
        return context.getInvokeAction();
    }

    private NextAction send(FilterChainContext context, HttpContent request, QuickAnswers.Answer answer) {
        HttpResponsePacket response = ((HttpRequestPacket) request.getHttpHeader()).getResponse();
        return switch (answer) {
            case QuickAnswers.Presence presence -> {
                header(response, answer).setContentLength(presence.body().length);
                yield sendWhole(context, request, presence.body());
            }
            case QuickAnswers.SmallContent small -> {
                chunked(header(response, answer), small.body().length);
                yield sendWhole(context, request, small.body());
            }
            case QuickAnswers.LargeContent large -> {
                StraightDownload download = new StraightDownload(context, response, large, watch);
                if (!watch.admit(download)) {
                    download.abandon();
                    yield context.getInvokeAction();
                }
                chunked(header(response, answer), large.content().lengthBytes());
                request.recycle();
                context.suspend();
                download.begin();
                yield context.getSuspendAction();
            }
        };
    }

    private static HttpResponsePacket header(HttpResponsePacket response, QuickAnswers.Answer answer) {
        response.setStatus(200);
        response.setContentType(answer.contentType());
        return response;
    }

    private static void chunked(HttpResponsePacket response, long lengthBytes) {
        response.setChunked(true);
        response.setHeader(QuickAnswers.DATA_LENGTH, Long.toString(lengthBytes));
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

    private static NextAction sendWhole(FilterChainContext context, HttpContent request, byte[] body) {
        HttpResponsePacket response = ((HttpRequestPacket) request.getHttpHeader()).getResponse();
        context.write(response.httpContentBuilder()
                .content(Buffers.wrap(context.getMemoryManager(), body))
                .last(true)
                .build());
        // Has the connection wait for its next request, or end.
        context.notifyDownstream(HttpServerFilter.RESPONSE_COMPLETE_EVENT);
        request.recycle();
        return context.getStopAction();
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

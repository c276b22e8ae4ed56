// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.p2p.http.IdleWatch;
import gatehouse.p2p.http.QuickAnswers;
import gatehouse.p2p.http.Sender;
import gatehouse.p2p.http.UploadBody;
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
        if (!(context.getMessage() instanceof HttpContent content)) {
            return context.getInvokeAction();
        }
        StraightUpload upload = StraightUpload.current(context.getConnection());
        if (upload != null) {
            return upload.read(context, content);
        }
        return content.getHttpHeader() instanceof HttpRequestPacket request
                        && isPlain(request)
                        && readsItsAnswers(context.getConnection())
                ? begin(context, content, request)
                : context.getInvokeAction();
    }

    @Override
    public NextAction handleWrite(FilterChainContext context) {
        if (context.getMessage() instanceof HttpContent content) {
            StatusLine.explain(content);
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        StraightUpload upload = StraightUpload.current(context.getConnection());
        if (upload != null) {
            upload.closed();
        }
        return context.getInvokeAction();
    }

    private NextAction begin(FilterChainContext context, HttpContent content, HttpRequestPacket request) {
        Optional<QuickAnswers.Question> question = question(request);
        if (question.isEmpty()) {
            return context.getInvokeAction();
        }
        if (content.isLast() && !request.isChunked() && request.getContentLength() <= 0) {
            Optional<QuickAnswers.Answer> answer = answers.answer(question.get());
            if (answer.isPresent()) {
                return send(context, content, answer.get());
            }
        }
        StraightUpload upload = new StraightUpload(context.getConnection(), request.getResponse());
        Optional<UploadBody> body = answers.upload(question.get(), watch, upload);
        if (body.isEmpty()) {
            return context.getInvokeAction();
        }
        upload.begin(body.get());
        return upload.read(context, content);
    }

    private NextAction send(FilterChainContext context, HttpContent request, QuickAnswers.Answer answer) {
        HttpResponsePacket response = ((HttpRequestPacket) request.getHttpHeader()).getResponse();
        return switch (answer) {
            case QuickAnswers.Json json -> {
                header(response, answer).setContentLength(json.body().length);
                yield sendWhole(context, request, json.body());
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

    /** Whether the request is in no way special. */
    private static boolean isPlain(HttpRequestPacket request) {
        return !request.isUpgrade() && !request.requiresAcknowledgement() && request.getProtocol() == Protocol.HTTP_1_1;
    }

    private static boolean readsItsAnswers(Connection<?> connection) {
        return connection instanceof NIOConnection nio
                && nio.getAsyncWriteQueue().spaceInBytes() <= MOST_UNSENT_BYTES;
    }

    private static Optional<QuickAnswers.Question> question(HttpRequestPacket request) {
        String path = request.getRequestURI();
        DataChunk query = request.getQueryStringDC();
        String rawQuery = query.isNull() ? null : query.toString();
        // Bytes that ought to have been percent-encoded mean what the container takes them for.
        if (!isAscii(path) || (rawQuery != null && !isAscii(rawQuery))) {
            return Optional.empty();
        }
        String method = request.getMethodDC().toString();
        return Optional.of(new QuickAnswers.Question(method, path, rawQuery, new PacketSender(request)));
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

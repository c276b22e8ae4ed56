// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** An upload on its way to another server, sent on as it comes. */
final class RemoteReceiving implements Receiving {
    private final Exchange exchange;
    private final OutgoingBody body;
    private final CompletableFuture<HttpResponse<IncomingBody>> answer;
    private final HttpLimits limits;
    private long missingBytes;
    private boolean answered;

    /** @param answer to the request whose body this is */
    RemoteReceiving(
            Exchange exchange,
            OutgoingBody body,
            CompletableFuture<HttpResponse<IncomingBody>> answer,
            HttpLimits limits,
            long lengthBytes) {
        this.exchange = exchange;
        this.body = body;
        this.answer = answer;
        this.limits = limits;
        this.missingBytes = lengthBytes;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        missingBytes -= from.remaining();
        if (!body.write(from)) {
            early();
        }
    }

    /** The other side has answered before the last byte, or is gone. */
    private void early() throws IOException {
        answered = true;
        try (Exchange.Answered early = exchange.answered(answer, limits.answer())) {
            early.require();
        }
        throw new IOException("the remote answered before it had all of the content");
    }

    @Override
    public long missingBytes() {
        return missingBytes;
    }

    @Override
    public PutReply finish() throws IOException {
        if (missingBytes != 0) {
            return new PutReply.NotStored();
        }
        body.close();
        answered = true;
        try (Exchange.Answered reply = exchange.answered(answer, limits.stored())) {
            return Answers.put(reply.json());
        }
    }

    @Override
    public void close() {
        if (!answered) {
            answered = true;
            body.breakOff();
            answer.cancel(true);
        }
    }
}

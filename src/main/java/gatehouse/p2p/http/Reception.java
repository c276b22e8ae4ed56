// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of an upload as it comes through the container. */
final class Reception implements ReadListener {
    private final ServletInputStream in;
    private final UploadBody body;
    private final TransferBuffers buffers;

    Reception(ServletInputStream in, UploadBody body, TransferBuffers buffers) {
        this.in = in;
        this.body = body;
        this.buffers = buffers;
    }

    /** @param dropConnection ends the connection under the exchange */
    static UploadBody.Sender sender(AsyncContext async, Runnable dropConnection) {
        return new UploadBody.Sender() {
            @Override
            public void answer(Reply reply) throws IOException {
                HttpServletResponse response = (HttpServletResponse) async.getResponse();
                if (!response.isCommitted()) {
                    FailureMapper.send(response, reply);
                    if (reply.headers().containsKey("Connection")) {
                        // The connection is dropped before the exchange ends.
                        response.flushBuffer();
                    }
                }
            }

            @Override
            public void drop() {
                dropConnection.run();
            }

            @Override
            public void over() {
                async.complete();
            }
        };
    }

    @Override
    public void onDataAvailable() throws IOException {
        body.hold();
        byte[] buffer = buffers.borrow();
        try {
            int filled = 0;
            boolean atEnd = false;
            while (!body.ended() && !atEnd && in.isReady()) {
                int read = in.read(buffer, filled, buffer.length - filled);
                atEnd = read < 0;
                filled += Math.max(read, 0);
                if (filled == buffer.length) {
                    body.take(ByteBuffer.wrap(buffer));
                    filled = 0;
                }
            }
            body.take(ByteBuffer.wrap(buffer, 0, filled));
            if (atEnd) {
                // Grizzly does not say so when the whole body came together with the header.
                body.end();
            }
        } finally {
            buffers.giveBack(buffer);
            body.release();
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        body.end();
    }

    @Override
    public void onError(Throwable t) {
        body.broken(t);
    }
}

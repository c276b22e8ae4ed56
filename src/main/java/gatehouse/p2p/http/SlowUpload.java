// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * As {@link UploadBody}, by a thread that may wait. While it waits for the other server the client is not idle: the
 * peer has its own limits for that.
 */
final class SlowUpload implements IdleWatch.Watched {
    private final ArrivingBody body;
    private final IdleWatch watch;
    private final Receiving receiving;
    private boolean overlong;
    private @Nullable Failure failed;
    private volatile long progressAtNanos;
    private volatile boolean late;

    SlowUpload(ArrivingBody body, IdleWatch watch, Receiving receiving) {
        this.body = body;
        this.watch = watch;
        this.receiving = receiving;
        this.progressAtNanos = watch.nowNanos();
    }

    /**
     * Takes all of the body, and says what it is to be answered with.
     *
     * @throws Signal.ClientLost when the body does not come to its end
     */
    Reply take(TransferBuffers buffers, ProtocolVersion version) throws IOException {
        boolean more = true;
        while (more && body.await()) {
            byte[] buffer = buffers.borrow();
            try {
                int read = body.read(buffer);
                more = read >= 0;
                take(ByteBuffer.wrap(buffer, 0, Math.max(read, 0)));
            } finally {
                buffers.giveBack(buffer);
            }
            progressAtNanos = watch.nowNanos();
        }
        return reply(version);
    }

    private void take(ByteBuffer from) {
        long missing = receiving.missingBytes();
        overlong |= from.remaining() > missing;
        // After a failure the rest of the body is thrown away, so that the client gets to see the answer.
        if (failed == null && missing > 0 && from.hasRemaining()) {
            try {
                receiving.write(from.slice(from.position(), (int) Math.min(from.remaining(), missing)));
            } catch (FailureException e) {
                failed = e.failure();
            } catch (IOException e) {
                failed = SlowRequests.unreachable(e);
            }
        }
    }

    private Reply reply(ProtocolVersion version) throws IOException {
        if (failed != null) {
            return FailureMapper.reply(failed);
        }
        boolean whole = !overlong && receiving.missingBytes() == 0;
        return Reply.json(ReplyJson.of(whole ? receiving.finish() : new PutReply.NotStored(), version));
    }

    /** Whether it was cut off. */
    boolean late() {
        return late;
    }

    @Override
    public long progressAtNanos() {
        return body.waiting() ? progressAtNanos : watch.nowNanos();
    }

    @Override
    public void cutOff() {
        late = true;
        body.giveUp(new TimeoutException("nothing arrived for too long"));
    }
}

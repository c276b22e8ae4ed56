// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;

/** The body of a request, written as it comes to hand. What the other side has not taken yet is bounded. */
final class OutgoingBody implements Flow.Publisher<ByteBuffer>, AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int MOST_CHUNKS = 8;

    private final SubmissionPublisher<ByteBuffer> chunks;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final Duration idle;

    OutgoingBody(Executor executor, Duration idle) {
        this.chunks = new SubmissionPublisher<>(executor, MOST_CHUNKS);
        this.idle = idle;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        chunks.subscribe(subscriber);
        subscribed.countDown();
    }

    /**
     * Takes all remaining bytes.
     *
     * @return false when the other side wants no more of it, and has answered or gone
     * @throws IOException when it takes nothing for too long
     */
    boolean write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            int count = Math.min(CHUNK_BYTES, from.remaining());
            ByteBuffer chunk = ByteBuffer.allocate(count);
            chunk.put(from.slice(from.position(), count)).flip();
            from.position(from.position() + count);
            if (!offer(chunk)) {
                from.position(from.limit());
                return false;
            }
        }
        return true;
    }

    private boolean offer(ByteBuffer chunk) throws IOException {
        try {
            if (!subscribed.await(idle.toNanos(), TimeUnit.NANOSECONDS)) {
                throw stalled();
            }
            if (!chunks.hasSubscribers()) {
                return false;
            }
            int result = chunks.offer(chunk, idle.toNanos(), TimeUnit.NANOSECONDS, null);
            if (result < 0) {
                throw stalled();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private IOException stalled() {
        return new IOException("the remote took nothing for " + idle.toSeconds() + " seconds");
    }

    /** That was all of it. */
    @Override
    public void close() {
        chunks.close();
    }

    /** There is more, and it will not come. */
    void breakOff() {
        chunks.closeExceptionally(new IOException("given up"));
    }
}

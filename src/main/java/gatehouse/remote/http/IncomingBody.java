// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read as it comes. Only what is read is asked for, so that little of it waits in memory. One
 * thread reads; another delivers.
 */
final class IncomingBody implements HttpResponse.BodySubscriber<IncomingBody>, AutoCloseable {
    /** What the other side delivered. */
    private sealed interface Part {
        record Bytes(List<ByteBuffer> buffers) implements Part {}

        record End() implements Part {}

        record Broken(Throwable reason) implements Part {}
    }

    private final Duration idle;
    private final CompletableFuture<IncomingBody> itself = CompletableFuture.completedFuture(this);
    /** Holds no more than was asked for: one delivery, and the end. */
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();

    private final Queue<ByteBuffer> current = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;
    private boolean atEnd;

    IncomingBody(Duration idle) {
        this.idle = idle;
    }

    @Override
    public CompletionStage<IncomingBody> getBody() {
        return itself;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (closed) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        parts.add(new Part.Bytes(buffers));
    }

    @Override
    public void onError(Throwable reason) {
        parts.add(new Part.Broken(reason));
    }

    @Override
    public void onComplete() {
        parts.add(new Part.End());
    }

    /** Reads what is there, and waits for something to be there; -1 at the end. */
    int read(ByteBuffer to) throws IOException {
        if (!to.hasRemaining()) {
            return 0;
        }
        while (current.isEmpty()) {
            if (atEnd || !next()) {
                atEnd = true;
                return -1;
            }
        }
        ByteBuffer first = current.element();
        int count = Math.min(first.remaining(), to.remaining());
        to.put(first.slice(first.position(), count));
        first.position(first.position() + count);
        dropEmpty();
        return count;
    }

    private boolean next() throws IOException {
        return switch (await()) {
            case Part.Bytes bytes -> {
                current.addAll(bytes.buffers());
                dropEmpty();
                yield true;
            }
            case Part.End end -> false;
            case Part.Broken broken -> throw new IOException("the remote broke off", broken.reason());
        };
    }

    private Part await() throws IOException {
        try {
            Part part = parts.poll(idle.toNanos(), TimeUnit.NANOSECONDS);
            if (part == null) {
                throw new IOException("the remote sent nothing for " + idle.toSeconds() + " seconds");
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What is read makes room for more. */
    private void dropEmpty() {
        while (!current.isEmpty() && !current.element().hasRemaining()) {
            current.remove();
        }
        Flow.Subscription from = subscription;
        if (current.isEmpty() && from != null) {
            from.request(1);
        }
    }

    /** Ends the connection when the body is not at its end. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
    }
}

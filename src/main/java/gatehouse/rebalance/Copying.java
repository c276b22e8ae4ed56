// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Copies content from one peer to another, not faster than it may. For one thread at a time. */
final class Copying {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Bandwidth bandwidth;
    private final Halt halt;
    private final LongConsumer copied;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** @param copied told of the bytes that went over, piece by piece */
    Copying(Bandwidth bandwidth, Halt halt, LongConsumer copied) {
        this.bandwidth = bandwidth;
        this.halt = halt;
        this.copied = copied;
    }

    /** From where to where. */
    record Way(Peer from, Peer to) {}

    /**
     * Returns when the copy is durable and recorded where it is.
     *
     * @return why there is none; empty when there is
     * @throws gatehouse.failure.FailureException NoSpace when it does not fit, Busy when that cannot be told now
     * @throws java.util.concurrent.CancellationException when asked to stop; what has arrived is kept to go on from
     */
    Optional<String> copy(Key key, Way way) throws IOException {
        return switch (way.to().putOffset(key)) {
            case PutOffset.AlreadyHave already -> Optional.empty();
            case PutOffset.From from -> copy(key, way, from.bytes());
        };
    }

    private Optional<String> copy(Key key, Way way, long offset) throws IOException {
        Optional<Content> found = way.from().read(key, offset);
        if (found.isEmpty()) {
            return Optional.of("it is not in " + way.from().uuid() + " any more");
        }
        try (Content content = found.get()) {
            PutRequest request = new PutRequest(key, way.from().uuid(), offset, content.lengthBytes());
            try (Receiving receiving = way.to().receive(request)) {
                pass(content, receiving);
                if (!content.valid()) {
                    return Optional.of("it changed in " + way.from().uuid() + " while it was copied");
                }
                return switch (receiving.finish()) {
                    case PutReply.Stored stored -> Optional.empty();
                    case PutReply.NotStored damaged ->
                        Optional.of("what " + way.from().uuid() + " has is not the content of the key");
                };
            }
        }
    }

    private void pass(Content content, Receiving receiving) throws IOException {
        while (receiving.missingBytes() > 0) {
            halt.check();
            buffer.clear();
            if (content.read(buffer) < 0) {
                return;
            }
            buffer.flip();
            int bytes = buffer.remaining();
            receiving.write(buffer);
            copied.accept(bytes);
            halt.sleep(bandwidth.waitNanos(bytes));
        }
    }
}

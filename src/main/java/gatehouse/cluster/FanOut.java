// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An upload that goes to several nodes at once. One that fails, or takes nothing for too long, is left out, and the
 * others go on. Source: P2P/Proxy.hs relayPUTMulti.
 */
final class FanOut implements Receiving {
    private final List<Lane> nodes;
    /** With what only looks on. */
    private final List<Lane> lanes;

    private final ClusterLimits limits;
    private long missingBytes;
    private @Nullable Chunk filling;
    private boolean closed;

    /**
     * @param nodes that store it
     * @param lookingOn what it is given to as well
     */
    FanOut(List<Lane> nodes, List<Lane> lookingOn, ClusterLimits limits, long lengthBytes) {
        this.nodes = new ArrayList<>(nodes);
        this.lanes = new ArrayList<>(lookingOn);
        this.lanes.addAll(nodes);
        this.limits = limits;
        this.missingBytes = lengthBytes;
    }

    /** Returns when it is known which nodes take it. @throws FailureException also when none does */
    void awaitOpen() throws IOException {
        long untilNanos = System.nanoTime() + limits.answer().toNanos();
        waiting(() -> {
            boolean any = false;
            for (Lane node : nodes) {
                any |= node.awaitOpen(untilNanos);
            }
            if (!any) {
                throw failure();
            }
        });
    }

    @Override
    public long missingBytes() {
        return missingBytes;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            Chunk chunk = filling == null ? Chunk.of(Math.max(missingBytes, from.remaining())) : filling;
            filling = chunk;
            int before = from.remaining();
            chunk.fill(from);
            missingBytes -= before - from.remaining();
            if (chunk.isFull()) {
                send();
            }
        }
        // What would be waited for is not held back; else it is gathered, as each handing over costs something.
        if (missingBytes > 0 && lanes.stream().allMatch(Lane::isIdle)) {
            send();
        }
    }

    /** Gives what has gathered to all. */
    private void send() throws IOException {
        @Nullable Chunk chunk = filling;
        if (chunk == null) {
            return;
        }
        filling = null;
        try {
            waiting(() -> {
                for (Lane lane : lanes) {
                    lane.put(chunk, limits.stall());
                }
            });
        } finally {
            chunk.giveBack();
        }
        if (nodes.stream().allMatch(Lane::hasFailed)) {
            throw failure();
        }
    }

    /** {@inheritDoc} Its UUIDs are of the nodes that have stored it. */
    @Override
    public PutReply finish() throws IOException {
        if (missingBytes != 0) {
            return new PutReply.NotStored();
        }
        send();
        lanes.forEach(Lane::finish);
        awaitDone(limits.stored());
        Set<Uuid> stored = new LinkedHashSet<>();
        boolean refused = false;
        for (Lane node : nodes) {
            refused |= node.reply().filter(PutReply.NotStored.class::isInstance).isPresent();
            if (node.reply().orElse(null) instanceof PutReply.Stored by) {
                stored.addAll(by.plusUuids());
            }
        }
        if (stored.isEmpty() && !refused) {
            throw failure();
        }
        return stored.isEmpty() ? new PutReply.NotStored() : new PutReply.Stored(List.copyOf(stored));
    }

    /** After {@link #finish}: the places of the nodes that have not said that they have stored it. */
    List<Integer> failed() {
        return IntStream.range(0, nodes.size())
                .filter(place -> nodes.get(place).hasFailed())
                .boxed()
                .toList();
    }

    private void awaitDone(Duration limit) throws IOException {
        long untilNanos = System.nanoTime() + limit.toNanos();
        waiting(() -> {
            for (Lane lane : lanes) {
                lane.awaitDone(untilNanos);
            }
        });
    }

    /** What to say when all nodes have failed: what one of them said to be shown, if any did. */
    private FailureException failure() {
        for (Lane node : nodes) {
            if (node.failure().orElse(null) instanceof FailureException said) {
                return said;
            }
        }
        return new FailureException(new Failure.Unreachable("the nodes of the cluster that were to get it fail now"));
    }

    /** Something that waits. */
    private interface Waiting {
        void done() throws IOException, InterruptedException;
    }

    private static void waiting(Waiting waiting) throws IOException {
        try {
            waiting.done();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while nodes were waited for");
        }
    }

    /** What has come is given to all nodes first, to go on from later. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            send();
        } catch (FailureException e) {
            // Nobody wants it.
        } finally {
            lanes.forEach(Lane::stop);
            awaitDone(limits.answer());
        }
    }
}

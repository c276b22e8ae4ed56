// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Content;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The nodes that content may be had from, each tried once. Of one thread. */
final class Sources {
    private final Key key;
    private final Deque<Node> left;
    private @Nullable Exception failure;

    /** @param nodes the best one first */
    Sources(Key key, List<Node> nodes) {
        this.key = key;
        this.left = new ArrayDeque<>(nodes);
    }

    /** Content that begins where it was asked for. */
    record Opened(Node node, Content content) {}

    /** Of the next node that gives it; empty when none is left. */
    Optional<Opened> next(long offsetBytes) {
        for (Node node = left.poll(); node != null && !Thread.currentThread().isInterrupted(); node = left.poll()) {
            try {
                Optional<Content> content = node.peer().read(key, offsetBytes);
                if (content.isPresent() && isWhole(content.get(), offsetBytes)) {
                    return Optional.of(new Opened(node, content.get()));
                }
            } catch (IOException | FailureException e) {
                failure = Finding.failed(node, e);
            }
        }
        return Optional.empty();
    }

    /** A node that has another size than the key says has something else. */
    private boolean isWhole(Content content, long offsetBytes) throws IOException {
        OptionalLong size = key.sizeBytes();
        boolean whole = size.isEmpty() || Math.max(0, size.getAsLong() - offsetBytes) == content.lengthBytes();
        if (!whole) {
            content.close();
            throw new IOException("what it has is not as long as the key says");
        }
        return true;
    }

    /** Why the last node that failed did so. */
    @Nullable
    Exception failure() {
        return failure;
    }
}

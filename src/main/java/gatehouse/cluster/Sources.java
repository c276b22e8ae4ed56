// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.object.Verification;
import gatehouse.p2p.Content;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The nodes that content may be had from, each tried once, those in doubt last. Of one thread. */
final class Sources {
    private final Key key;
    private final Doubts doubts;
    private final Deque<Node> left;
    private @Nullable Exception failure;

    /** @param nodes the best one first */
    Sources(Key key, List<Node> nodes, Doubts doubts) {
        this.key = key;
        this.doubts = doubts;
        this.left = new ArrayDeque<>(doubts.last(nodes, key));
    }

    /**
     * Content that begins where it was asked for.
     *
     * @param check to be given all that it sends; empty when nobody but the receiver can tell whether it is good
     */
    record Opened(Node node, Content content, Optional<Verification> check) {}

    /** Of the next node that gives it; empty when none is left. */
    Optional<Opened> next(long offsetBytes) {
        for (Node node = left.poll(); node != null && !Thread.currentThread().isInterrupted(); node = left.poll()) {
            try {
                Optional<Content> content = node.peer().read(key, offsetBytes);
                if (content.isPresent()) {
                    return Optional.of(checked(node, whole(content.get(), offsetBytes), offsetBytes));
                }
            } catch (IOException | FailureException e) {
                failure = Finding.failed(node, e);
            }
        }
        return Optional.empty();
    }

    /** A node that has another size than the key says has something else. */
    private Content whole(Content content, long offsetBytes) throws IOException {
        OptionalLong size = key.sizeBytes();
        if (size.isPresent() && Math.max(0, size.getAsLong() - offsetBytes) != content.lengthBytes()) {
            content.close();
            throw new IOException("what it has is not as long as the key says");
        }
        return content;
    }

    /**
     * What another server sends from the begin is hashed, as long as somebody else could send it: where that is not so,
     * or where the receiver has the begin already, he finds out himself. A disk of this server is trusted.
     *
     * @throws IOException when it is known by now that the content is not good
     */
    private Opened checked(Node node, Content content, long offsetBytes) throws IOException {
        if (left.isEmpty() || offsetBytes > 0 || !node.peer().waits()) {
            return new Opened(node, content, Optional.empty());
        }
        Verification check = Verification.of(key);
        if (!SmallContent.isSmall(content)) {
            return new Opened(node, content, Optional.of(check));
        }
        try (content) {
            return new Opened(node, SmallContent.of(content, check), Optional.empty());
        } catch (IOException | FailureException e) {
            doubt(node);
            throw e;
        }
    }

    /** Has it asked last for a while. */
    void doubt(Node node) {
        doubts.add(node, key);
    }

    /** Why the last node that failed did so. */
    @Nullable
    Exception failure() {
        return failure;
    }
}

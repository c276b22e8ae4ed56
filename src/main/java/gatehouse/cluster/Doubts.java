// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What nodes were of late to send and did not, or did not well. Others are asked for it before them, so that a client
 * that comes again is served by another node, though the first one is cheaper and looks healthy. Safe for use by many
 * threads.
 */
public final class Doubts {
    /** Long enough for a client that tries again. */
    private static final Duration KEPT = Duration.ofMinutes(10);
    /** What is forgotten first is the oldest, which costs a client one more attempt. */
    private static final int MOST = 10_000;

    private final Map<Doubted, Long> sinceNanos = new LinkedHashMap<>();

    private record Doubted(Uuid place, Key key) {}

    private static Doubted doubted(Node node, Key key) {
        return new Doubted(node.name(), key);
    }

    synchronized void add(Node node, Key key) {
        Doubted doubted = doubted(node, key);
        sinceNanos.remove(doubted);
        sinceNanos.put(doubted, System.nanoTime());
        if (sinceNanos.size() > MOST) {
            sinceNanos.remove(sinceNanos.keySet().iterator().next());
        }
    }

    /** The same nodes: those in doubt after the others, each in the order given. */
    synchronized List<Node> last(List<Node> nodes, Key key) {
        if (sinceNanos.isEmpty()) {
            return nodes;
        }
        List<Node> ordered = new ArrayList<>(nodes.size());
        List<Node> later = new ArrayList<>();
        for (Node node : nodes) {
            (isDoubted(node, key) ? later : ordered).add(node);
        }
        ordered.addAll(later);
        return ordered;
    }

    private boolean isDoubted(Node node, Key key) {
        Long since = sinceNanos.get(doubted(node, key));
        return since != null && System.nanoTime() - since < KEPT.toNanos();
    }
}

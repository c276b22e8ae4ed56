// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.p2p.Asking;
import gatehouse.p2p.Peer;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The nodes that a request goes to, and their order. Source: Annex/Cluster.hs. */
final class Nodes {
    private static final Comparator<Node> BY_COST =
            Comparator.comparingDouble(Node::cost).thenComparing(Node::uuid);

    private static final Comparator<Loaded> BEST = Comparator.comparingDouble(
                    (Loaded one) -> one.node().cost())
            .thenComparingInt(one -> one.load().transfers())
            .thenComparing(Comparator.comparingLong(Loaded::speed).reversed())
            .thenComparing(one -> one.node().uuid());

    private Nodes() {}

    /** One whose load does not change while it is compared. */
    private record Loaded(Node node, Load load) {
        /** One of which nothing is known is tried before those that are known to be slow. */
        long speed() {
            OptionalLong known = load.bytesPerSecond();
            return known.orElse(Long.MAX_VALUE);
        }
    }

    /**
     * Without the gateways that the request has come through. The others are told of all that it goes to, so that none
     * of them asks another of them: each node gets a request once.
     */
    static List<Node> asked(List<Node> all, Uuid hub, Asking asking) {
        Set<Uuid> known = new HashSet<>(asking.bypass());
        known.add(hub);
        List<Node> nodes = all.stream()
                .filter(node -> node.gateway().isEmpty()
                        || !known.contains(node.gateway().get().uuid()))
                .sorted(BY_COST)
                .toList();
        nodes.forEach(node -> node.gateway().ifPresent(gateway -> known.add(gateway.uuid())));
        return nodes.stream()
                .map(node -> node.gateway().isEmpty()
                        ? node
                        : node.asked(
                                bypassing(node.peer(), known, node.gateway().get())))
                .toList();
    }

    private static Peer bypassing(Peer peer, Set<Uuid> known, Node.Gateway gateway) {
        Set<Uuid> others = new HashSet<>(known);
        others.remove(gateway.uuid());
        return peer.bypassing(others);
    }

    /** Those of which some place has the content, the best one to read from first. */
    static List<Node> holding(List<Node> nodes, Set<Uuid> locations) {
        return best(nodes.stream()
                .filter(node -> node.places().stream().anyMatch(locations::contains))
                .toList());
    }

    /** The cheapest first, of those the least busy, of those the fastest. */
    static List<Node> best(List<Node> nodes) {
        return nodes.stream()
                .map(node -> new Loaded(node, node.load().get()))
                .sorted(BEST)
                .map(Loaded::node)
                .toList();
    }

    static boolean isCluster(Uuid uuid) {
        return ClusterUuid.of(uuid).isPresent();
    }
}

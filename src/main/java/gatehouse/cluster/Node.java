// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.p2p.Peer;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a gateway sends what a cluster is asked for: a node of the cluster, or another gateway of it. Source:
 * Annex/Cluster.hs clusterProxySelector.
 *
 * @param uuid of the node; of the cluster, where it is a gateway
 * @param cost the cheapest first
 * @param load at the time of asking
 * @param gateway empty for a node
 */
public record Node(Uuid uuid, double cost, Peer peer, Supplier<Load> load, Optional<Gateway> gateway) {
    /**
     * Another gateway of the cluster.
     *
     * @param nodes of the cluster that it answers for
     */
    public record Gateway(Uuid uuid, Set<Uuid> nodes) {
        public Gateway {
            nodes = Set.copyOf(nodes);
        }
    }

    public Node {
        if (gateway.isPresent() != ClusterUuid.of(uuid).isPresent()) {
            throw new IllegalArgumentException("either a node or a gateway");
        }
    }

    /** Where content can be that comes from there. */
    Set<Uuid> places() {
        return gateway.isPresent() ? gateway.get().nodes() : Set.of(uuid);
    }

    /** The UUID that tells it from all others: of the node, or of the repository that is a gateway. */
    Uuid name() {
        return gateway.map(Gateway::uuid).orElse(uuid);
    }

    Node asked(Peer by) {
        return new Node(uuid, cost, by, load, gateway);
    }
}

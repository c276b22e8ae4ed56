// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.cluster.ClusterLimits;
import gatehouse.cluster.ClusterPeer;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Peer;
import gatehouse.proxy.ClusterPeers;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The clusters that repositories of this server answer for.
 *
 * @param hubs those served now
 */
record ServedClusters(Function<Uuid, Optional<ServedCluster>> hubs, ClusterPeer.Surroundings surroundings)
        implements ClusterPeers {
    /** As long as a client waits for an answer, less what it takes to tell it. A node's disk may be slow to sync. */
    static final ClusterLimits LIMITS =
            new ClusterLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(10));

    @Override
    public Optional<Peer> of(Uuid hub, ClusterUuid cluster, Asking asking) {
        return hubs.apply(hub).map(served -> new ClusterPeer(served, cluster, asking, surroundings));
    }
}

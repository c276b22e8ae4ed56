// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import gatehouse.p2p.Asking;
import gatehouse.p2p.Peer;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.util.Optional;

/** The clusters of hubs as peers. Safe for use by many threads. */
@FunctionalInterface
public interface ClusterPeers {
    /** Where there are none. */
    ClusterPeers NONE = (hub, cluster, asking) -> Optional.empty();

    /**
     * The cluster as one peer, which records by itself what changes where. Empty when the hub cannot serve it now. Who
     * may do what was looked at before. Does not wait.
     */
    Optional<Peer> of(Uuid hub, ClusterUuid cluster, Asking asking);
}

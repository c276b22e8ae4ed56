// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.p2p.Peer;
import gatehouse.repository.Uuid;
import java.util.Optional;

/** The remotes of hubs as peers. Safe for use by many threads. */
@FunctionalInterface
public interface RemotePeers {
    /** Empty when there is no way to it now. Does not wait. */
    Optional<Peer> of(Uuid hub, Proxied remote);
}

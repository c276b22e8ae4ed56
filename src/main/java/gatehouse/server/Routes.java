// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Peer;
import gatehouse.p2p.http.Wanted;
import gatehouse.proxy.ClusterPeers;
import gatehouse.proxy.Gateway;
import gatehouse.proxy.Gateways;
import gatehouse.proxy.ProxiedPeer;
import gatehouse.remote.Remote;
import gatehouse.remote.Remotes;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The ways that lead to a repository or cluster: itself, where it is served, and the repositories that answer for it.
 * Safe for use by many threads.
 */
record Routes(Peers peers, Gateways gateways, Remotes remotes, ClusterPeers clusters) {
    private static final Logger LOG = Logger.getLogger(Routes.class.getName());

    /** One way. @param hub whose rights count */
    interface Route {
        Uuid hub();

        /** Empty when it leads nowhere now. */
        Optional<Peer> peer();
    }

    private record Direct(Uuid hub, Peer served) implements Route {
        @Override
        public Optional<Peer> peer() {
            return Optional.of(served);
        }
    }

    /** The best first. Empty for what is unknown here, at the cost of a look into two maps. */
    List<Route> to(Wanted wanted) {
        Optional<Peer> served = peers.peer(wanted.server());
        List<Gateway> hubs = gateways.of(wanted.server());
        if (hubs.isEmpty()) {
            return served.<List<Route>>map(peer -> List.of(new Direct(wanted.server(), peer)))
                    .orElse(List.of());
        }
        List<Route> routes = new ArrayList<>();
        served.ifPresent(peer -> routes.add(new Direct(wanted.server(), peer)));
        hubs.forEach(gateway -> routes.add(new Behind(this, gateway, wanted)));
        return routes;
    }

    private record Behind(Routes routes, Gateway gateway, Wanted wanted) implements Route {
        @Override
        public Uuid hub() {
            return gateway.hub();
        }

        @Override
        public Optional<Peer> peer() {
            return routes.behind(gateway, wanted.server(), wanted.asking());
        }
    }

    /** What a hub answers for; empty when it does not answer for that now. */
    Optional<Peer> behind(Uuid hub, Uuid server, Asking asking) {
        return gateways.of(server).stream()
                .filter(gateway -> gateway.hub().equals(hub))
                .findFirst()
                .flatMap(gateway -> behind(gateway, server, asking));
    }

    private Optional<Peer> behind(Gateway gateway, Uuid server, Asking asking) {
        Optional<ClusterUuid> cluster = ClusterUuid.of(server);
        if (cluster.isPresent()) {
            return clusters.of(gateway.hub(), cluster.get(), asking);
        }
        return Optional.ofNullable(gateway.remotes().get(server))
                .flatMap(remote -> remote(gateway.hub(), remote))
                .map(peer -> new ProxiedPeer(peer, where -> peers.locations(gateway.hub(), where)));
    }

    private Optional<Peer> remote(Uuid hub, Proxied wanted) {
        try {
            return remotes.of(hub).stream()
                    .filter(remote -> remote.name().equals(wanted.name().text()))
                    .filter(remote -> remote.uuid().equals(Optional.of(wanted.uuid())))
                    .findFirst()
                    .flatMap(Remote::peer);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the remotes of " + hub + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import gatehouse.branch.log.ClusterLog;
import gatehouse.branch.log.ProxyLog;
import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * For whom a repository answers. The branch tells others of it, and the git config has to allow it: so nobody who can
 * only push has requests sent to where the owner did not want them. Source: Annex/Proxy.hs canProxyForRemote.
 *
 * @param remotes by their UUIDs, of several that are one repository the cheapest
 */
public record Gateway(Uuid hub, Map<Uuid, Proxied> remotes, Set<ClusterUuid> clusters) {
    /** What a remote costs for which nothing is set. Source: Config/Cost.hs. */
    private static final double USUAL_COST = 200;

    public Gateway {
        remotes = Map.copyOf(remotes);
        clusters = Set.copyOf(clusters);
    }

    /** What the branch of a hub says. */
    public record Logs(ProxyLog proxies, ClusterLog clusters) {}

    public static Gateway of(Uuid hub, GatewayConfig config, Logs logs) {
        Map<Uuid, Set<Proxied>> recorded = logs.proxies().proxied();
        Set<Proxied> own = recorded.getOrDefault(hub, Set.of());
        Map<Uuid, Proxied> remotes = new HashMap<>();
        allowed(config, recorded).filter(own::contains).forEach(remote -> remotes.putIfAbsent(remote.uuid(), remote));
        Set<ClusterUuid> clusters = new HashSet<>();
        for (Proxied proxied : own) {
            ClusterUuid.of(proxied.uuid())
                    .filter(config.clusters()::containsValue)
                    .filter(logs.clusters().nodes()::containsKey)
                    .ifPresent(clusters::add);
        }
        return new Gateway(hub, remotes, clusters);
    }

    /** All that the config allows to answer for, the cheapest first. */
    private static Stream<Proxied> allowed(GatewayConfig config, Map<Uuid, Set<Proxied>> recorded) {
        List<GitRemote> byCost = config.remotes().stream()
                .filter(remote -> !remote.ignored())
                .sorted(Comparator.comparingDouble(remote -> remote.cost().orElse(USUAL_COST)))
                .toList();
        return Stream.concat(
                byCost.stream()
                        .filter(remote -> remote.proxied() || isNode(remote, config))
                        .flatMap(remote -> proxied(remote).stream()),
                byCost.stream().filter(Gateway::isGateway).flatMap(gateway -> behind(gateway, recorded)));
    }

    private static boolean isNode(GitRemote remote, GatewayConfig config) {
        return remote.clusterNode().stream().anyMatch(config.clusters()::containsKey);
    }

    private static boolean isGateway(GitRemote remote) {
        return !remote.clusterGateway().isEmpty();
    }

    private static Optional<Proxied> proxied(GitRemote remote) {
        return remote.uuid().flatMap(uuid -> RemoteName.of(remote.name()).map(name -> new Proxied(uuid, name)));
    }

    /** What another gateway of a cluster answers for. Source: Remote/Git.hs listProxied. */
    private static Stream<Proxied> behind(GitRemote gateway, Map<Uuid, Set<Proxied>> recorded) {
        return gateway.uuid().map(uuid -> recorded.getOrDefault(uuid, Set.of())).orElse(Set.of()).stream()
                .filter(remote -> ClusterUuid.of(remote.uuid()).isEmpty())
                .flatMap(remote -> RemoteName.of(gateway.name() + "-" + remote.name()).stream()
                        .map(name -> new Proxied(remote.uuid(), name)));
    }

    public boolean answersFor(Uuid server) {
        return remotes.containsKey(server)
                || ClusterUuid.of(server).filter(clusters::contains).isPresent();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the logs are to say by what the git config says. Source: Command/UpdateCluster.hs, Command/UpdateProxy.hs.
 *
 * @param nodes all that each of the clusters is to have whose record changes
 * @param proxied all that the repository is to answer for; empty where that does not change
 */
record RosterUpdate(Map<ClusterUuid, Set<Uuid>> nodes, Optional<SortedSet<Proxied>> proxied, List<RosterEvent> events) {
    RosterUpdate {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        events = List.copyOf(events);
    }

    /** Of proxies alone. */
    static RosterUpdate ofProxies(Uuid here, GatewayConfig config, RosterLogs logs) {
        List<AnnexRemote> remotes = AnnexRemote.listed(config, logs);
        List<RosterEvent> events = new ArrayList<>();
        SortedSet<Proxied> all = own(remotes, events);
        Set<Uuid> ownUuids = all.stream().map(Proxied::uuid).collect(Collectors.toSet());
        config.clusters().forEach((name, cluster) -> {
            all.add(new Proxied(cluster.uuid(), name));
            ownUuids.add(cluster.uuid());
        });
        all.addAll(throughOthers(remotes, config, logs).stream()
                // A node of our own must not be asked for in a circle.
                .filter(node -> !ownUuids.contains(node.uuid()))
                .toList());
        Set<Proxied> before = logs.proxied().getOrDefault(here, Set.of());
        if (all.equals(before)) {
            return new RosterUpdate(Map.of(), Optional.empty(), events);
        }
        SortedSet<Proxied> either = new TreeSet<>(before);
        either.addAll(all);
        for (Proxied one : either) {
            if (!before.contains(one)) {
                events.add(new RosterEvent.ProxyingBegun(one.name()));
            } else if (!all.contains(one)) {
                events.add(new RosterEvent.ProxyingEnded(one.name()));
            }
        }
        all.removeIf(one -> AnnexRemote.isPrivate(config, one.uuid()));
        return new RosterUpdate(Map.of(), Optional.of(all), events);
    }

    /** Of the nodes of the repository's clusters, and of its proxies. */
    static RosterUpdate ofClusters(Uuid here, GatewayConfig config, RosterLogs logs) {
        List<AnnexRemote> remotes = AnnexRemote.listed(config, logs);
        List<RosterEvent> events = new ArrayList<>();
        Map<ClusterUuid, Set<Uuid>> changed = new LinkedHashMap<>();
        Map<ClusterUuid, Set<Uuid>> all = new LinkedHashMap<>(logs.nodes());
        new TreeMap<>(config.clusters()).forEach((name, cluster) -> {
            Set<Uuid> before = all.getOrDefault(cluster, Set.of());
            Set<Uuid> nodes = new TreeSet<>(added(remotes, new Cluster(name, before), events));
            nodes.addAll(kept(remotes, before));
            before.stream()
                    .filter(node -> !nodes.contains(node))
                    .sorted()
                    .map(node -> described(node, remotes, logs))
                    .forEach(node -> events.add(new RosterEvent.NodeRemoved(name, node)));
            if (!nodes.equals(before)) {
                nodes.removeIf(node -> AnnexRemote.isPrivate(config, node));
                changed.put(cluster, nodes);
                all.put(cluster, nodes);
            }
        });
        RosterLogs then = new RosterLogs(logs.proxied(), all, logs.special(), logs.descriptions());
        RosterUpdate proxies = ofProxies(here, config, then);
        events.addAll(proxies.events());
        return new RosterUpdate(changed, proxies.proxied(), events);
    }

    private static String described(Uuid node, List<AnnexRemote> remotes, RosterLogs logs) {
        return Optional.ofNullable(logs.descriptions().get(node))
                .or(() -> remotes.stream()
                        .filter(remote -> remote.uuid().equals(Optional.of(node)))
                        .map(AnnexRemote::name)
                        .findFirst())
                .orElse(node.text());
    }

    private record Cluster(RemoteName name, Set<Uuid> before) {}

    private static Set<Uuid> added(List<AnnexRemote> remotes, Cluster cluster, List<RosterEvent> events) {
        Set<Uuid> nodes = new HashSet<>();
        for (AnnexRemote remote : remotes) {
            boolean wanted = remote.clusterNode().orElse(Set.of()).contains(cluster.name);
            // Those that cannot be nodes cannot be answered for either, and are told of then.
            if (wanted && remote.obstacle().isEmpty()) {
                Uuid uuid = remote.uuid().orElseThrow();
                nodes.add(uuid);
                if (!cluster.before.contains(uuid)) {
                    events.add(new RosterEvent.NodeAdded(cluster.name, remote.name()));
                }
            }
        }
        return nodes;
    }

    /** Those that other gateways answer for. */
    private static Set<Uuid> kept(List<AnnexRemote> remotes, Set<Uuid> before) {
        return remotes.stream()
                .filter(remote -> remote.kind() == AnnexRemote.Kind.THROUGH_ANOTHER)
                .flatMap(remote -> remote.uuid().stream())
                .filter(before::contains)
                .collect(Collectors.toSet());
    }

    private static SortedSet<Proxied> own(List<AnnexRemote> remotes, List<RosterEvent> events) {
        SortedSet<Proxied> own = new TreeSet<>();
        for (AnnexRemote remote : remotes) {
            if (remote.proxied() || remote.clusterNode().isPresent()) {
                remote.obstacle()
                        .ifPresentOrElse(
                                reason -> events.add(new RosterEvent.Refused(remote.name(), reason)),
                                () -> own.add(proxied(remote)));
            }
        }
        return own;
    }

    /** Nodes of our clusters that other gateways answer for. */
    private static List<Proxied> throughOthers(List<AnnexRemote> remotes, GatewayConfig config, RosterLogs logs) {
        Set<Uuid> nodes = config.clusters().values().stream()
                .flatMap(cluster -> logs.nodes().getOrDefault(cluster, Set.of()).stream())
                .collect(Collectors.toSet());
        return remotes.stream()
                .filter(remote -> remote.kind() == AnnexRemote.Kind.THROUGH_ANOTHER
                        && remote.uuid().filter(nodes::contains).isPresent()
                        && remote.obstacle().isEmpty())
                .map(RosterUpdate::proxied)
                .toList();
    }

    private static Proxied proxied(AnnexRemote remote) {
        return new Proxied(remote.uuid().orElseThrow(), new RemoteName(remote.name()));
    }
}

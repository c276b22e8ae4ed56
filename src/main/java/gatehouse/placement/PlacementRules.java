// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.preferred.Balancing;
import gatehouse.preferred.Network;
import gatehouse.preferred.PreferredContent;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.PlacementConfig;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How content is placed, by what a repository's git-annex branch and git config said at one moment. Safe for use by
 * many threads.
 */
public final class PlacementRules {
    private final Uuid repository;
    private final PlacementLogs logs;
    private final PlacementConfig config;
    private final Network network;
    private final PreferredContent content;
    private final PreferredContent rebalancing;

    public PlacementRules(Uuid repository, PlacementLogs logs, PlacementConfig config) {
        this.repository = repository;
        this.logs = logs;
        this.config = config;
        this.network = network(false);
        this.content = new PreferredContent(network);
        this.rebalancing = new PreferredContent(network(true));
    }

    /** Whose branch and config it is. */
    public Uuid repository() {
        return repository;
    }

    /** As they are written, before what the config adds. */
    public PlacementLogs logs() {
        return logs;
    }

    public PlacementConfig config() {
        return config;
    }

    public Network network() {
        return network;
    }

    /** Who wants what. */
    public PreferredContent content() {
        return content;
    }

    /** As {@link #content}, when what is there already may move. */
    public PreferredContent rebalancing() {
        return rebalancing;
    }

    /** All repositories that are known here, this one included, in order. */
    public SortedSet<Uuid> locations() {
        SortedSet<Uuid> locations = logs.locations();
        locations.add(repository);
        locations.addAll(config.remotes().values());
        return locations;
    }

    /** For files that .gitattributes says nothing of. Source: Annex/NumCopies.hs getNumCopies. */
    public NumCopies numCopies() {
        return logs.numCopies().or(config::numCopies).orElse(NumCopies.DEFAULT);
    }

    /** Source: Annex/NumCopies.hs getMinCopies. */
    public MinCopies minCopies() {
        return logs.minCopies().orElse(MinCopies.DEFAULT);
    }

    /** Empty where none is set, or 0, which takes it back. */
    public Optional<MaxSize> maxSize(Uuid location) {
        return Optional.ofNullable(logs.maxSizes().get(location)).filter(size -> size.bytes() > 0);
    }

    public TrustLevel trust(Uuid location) {
        return network.trust().getOrDefault(location, TrustLevel.SEMITRUSTED);
    }

    public Set<Group> groups(Uuid location) {
        return logs.groups().getOrDefault(location, Set.of());
    }

    /** The members of each group that has any, dead repositories as well. */
    public SortedMap<Group, SortedSet<Uuid>> members() {
        SortedMap<Group, SortedSet<Uuid>> members = new TreeMap<>();
        logs.groups()
                .forEach((uuid, groups) ->
                        groups.forEach(group -> members.computeIfAbsent(group, unknown -> new TreeSet<>())
                                .add(uuid)));
        return Collections.unmodifiableSortedMap(members);
    }

    /** Source: Logs/Trust/Basic.hs trustMapLoad. */
    private Network network(boolean rebalance) {
        Map<Uuid, TrustLevel> trust = new HashMap<>(logs.trust());
        trust.putAll(config.trust());
        return new Network(
                logs.groups(),
                trust,
                logs.expressions(),
                new Balancing(
                        logs.maxSizes(), config.fullThreshhold().orElse(Balancing.DEFAULT_FULL_THRESHHOLD), rebalance),
                numCopies(),
                logs.preferredDirs(),
                clustersOfNodes(trust));
    }

    /** A dead node makes nobody believe that the cluster has something. Source: Logs/Cluster.hs loadClusters. */
    private Map<Uuid, Set<Uuid>> clustersOfNodes(Map<Uuid, TrustLevel> trust) {
        Map<Uuid, Set<Uuid>> clusters = new HashMap<>();
        logs.clusters()
                .forEach((cluster, nodes) -> nodes.stream()
                        .filter(node -> trust.get(node) != TrustLevel.DEAD)
                        .forEach(node -> clusters.computeIfAbsent(node, unknown -> new HashSet<>())
                                .add(cluster.uuid())));
        return clusters;
    }
}

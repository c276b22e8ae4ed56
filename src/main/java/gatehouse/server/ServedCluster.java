// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.CopiesAttributes;
import gatehouse.cluster.ClusterHub;
import gatehouse.cluster.Load;
import gatehouse.cluster.Node;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Peer;
import gatehouse.placement.KeyDetails;
import gatehouse.placement.PlacementRules;
import gatehouse.preferred.Subject;
import gatehouse.remote.Remote;
import gatehouse.remote.RemoteState;
import gatehouse.remote.Remotes;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.LiveUpdates;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A served repository that answers for clusters. */
record ServedCluster(ServedHub hub, Parts parts) implements ClusterHub {
    /**
     * What all of them share.
     *
     * @param counting has the sizes of a repository counted soon
     */
    record Parts(Remotes remotes, LiveUpdates live, Consumer<Uuid> counting) {}

    @Override
    public Uuid uuid() {
        return hub.uuid();
    }

    @Override
    public List<Node> nodes(ClusterUuid cluster) throws IOException {
        Set<RemoteName> names = names(cluster);
        Set<Uuid> recorded = rules().logs().clusters().getOrDefault(cluster, Set.of());
        List<Node> nodes = new ArrayList<>();
        for (Remote remote : parts.remotes().of(uuid())) {
            if (remote.uuid().isPresent() && remote.peer().isPresent()) {
                Uuid uuid = remote.uuid().get();
                if (isNode(remote, names) && recorded.contains(uuid)) {
                    nodes.add(node(remote, Optional.empty()));
                } else if (uuid.equals(cluster.uuid())) {
                    remote.gateway()
                            .map(by -> new Node.Gateway(by.uuid(), intersection(by.answersFor(), recorded)))
                            .ifPresent(by -> nodes.add(node(remote, Optional.of(by))));
                }
            }
        }
        return nodes;
    }

    private static boolean isNode(Remote remote, Set<RemoteName> names) {
        return remote.git().clusterNode().stream().anyMatch(names::contains);
    }

    private static Node node(Remote remote, Optional<Node.Gateway> by) {
        Uuid uuid = remote.uuid().orElseThrow();
        return new Node(uuid, remote.cost(), remote.peer().orElseThrow(), () -> load(remote.state()), by);
    }

    private static Load load(RemoteState state) {
        return new Load(state.transfers(), state.recentBytesPerSecond());
    }

    private static Set<Uuid> intersection(Set<Uuid> some, Set<Uuid> others) {
        return some.stream().filter(others::contains).collect(Collectors.toUnmodifiableSet());
    }

    private Set<RemoteName> names(ClusterUuid cluster) throws IOException {
        return config().clusters().entrySet().stream()
                .filter(entry -> entry.getValue().equals(cluster))
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private GatewayConfig config() throws IOException {
        return hub.parts().open().with(uuid(), AnnexBranch::gatewayConfig).orElseThrow(ServedCluster::notServed);
    }

    @Override
    public Peer own() {
        return hub.peer(uuid()).orElseThrow(ServedCluster::notServed);
    }

    @Override
    public PlacementRules rules() throws IOException {
        return hub.rules();
    }

    @Override
    public Limit limit(Uuid node) {
        return hub.limit(node);
    }

    @Override
    public Set<Uuid> locations(Key key) throws IOException {
        return hub.locations(key);
    }

    @Override
    public Subject subject(Key key, Optional<String> file) throws IOException {
        Set<Uuid> present = locations(key);
        return hub.parts()
                .open()
                .with(uuid(), branch -> {
                    CopiesAttributes copies =
                            file.isEmpty() ? CopiesAttributes.NONE : branch.copiesAttributes(file.get());
                    return new Subject(key, file, copies.numCopies(), present, KeyDetails.of(branch, key));
                })
                .orElseThrow(ServedCluster::notServed);
    }

    @Override
    public LiveUpdates live() {
        return parts.live();
    }

    @Override
    public void countSoon() {
        parts.counting().accept(uuid());
    }

    @Override
    public void confirm(Key key, Uuid where, Presence presence) throws IOException {
        hub.record(key, where, presence);
    }

    @Override
    public void arrived(LiveUpdate update) {
        LiveUpdate.Terms terms = update.terms();
        update.done(new LocationChange(
                terms.repository(), terms.key(), terms.location(), Presence.PRESENT, hub.nowNanos()));
        hub.parts().committer().recorded(uuid());
    }

    @Override
    public boolean storesEverywhere(ClusterUuid cluster) throws IOException {
        return !Collections.disjoint(config().storingEverywhere(), names(cluster));
    }

    private static FailureException notServed() {
        return new FailureException(new Failure.Missing("no such repository is served"));
    }
}

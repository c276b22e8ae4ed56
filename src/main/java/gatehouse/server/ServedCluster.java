// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.CopiesAttributes;
import gatehouse.cluster.ClusterHub;
import gatehouse.cluster.Lack;
import gatehouse.cluster.Lacks;
import gatehouse.cluster.Load;
import gatehouse.cluster.Node;
import gatehouse.cluster.UnreachablePeer;
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
import gatehouse.server.JournaledLocations.Place;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.LiveUpdates;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** A served repository that answers for clusters. */
record ServedCluster(ServedHub hub, Parts parts) implements ClusterHub {
    private static final Logger LOG = Logger.getLogger(ServedCluster.class.getName());

    /**
     * What all of them share.
     *
     * @param limits what a repository that answers for a node holds it to
     * @param counting has the sizes of a repository counted soon
     */
    record Parts(
            Remotes remotes, Function<Place, Limit> limits, LiveUpdates live, Consumer<Uuid> counting, Lacks lacks) {}

    @Override
    public Uuid uuid() {
        return hub.uuid();
    }

    /** {@inheritDoc} Of several remotes that are one repository the cheapest. */
    @Override
    public List<Node> nodes(ClusterUuid cluster) throws IOException {
        Set<RemoteName> names = names(cluster);
        Set<Uuid> recorded = rules().logs().clusters().getOrDefault(cluster, Set.of());
        Map<Uuid, Node> nodes = new LinkedHashMap<>();
        for (Remote remote : parts.remotes().of(uuid())) {
            if (remote.uuid().isPresent()) {
                Uuid uuid = remote.uuid().get();
                if (isNode(remote, names) && recorded.contains(uuid)) {
                    nodes.computeIfAbsent(uuid, first -> node(remote, Optional.empty()));
                } else if (uuid.equals(cluster.uuid())) {
                    remote.gateway()
                            .map(by -> new Node.Gateway(by.uuid(), intersection(by.answersFor(), recorded)))
                            .ifPresent(by -> nodes.computeIfAbsent(by.uuid(), first -> node(remote, Optional.of(by))));
                }
            }
        }
        return List.copyOf(nodes.values());
    }

    private static boolean isNode(Remote remote, Set<RemoteName> names) {
        return remote.git().clusterNode().stream().anyMatch(names::contains);
    }

    private static Node node(Remote remote, Optional<Node.Gateway> by) {
        Uuid uuid = remote.uuid().orElseThrow();
        Peer peer = remote.peer().orElseGet(() -> new UnreachablePeer(uuid));
        return new Node(uuid, remote.cost(), peer, () -> load(remote.state()), by);
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
                .map(Map.Entry::getKey)
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

    /** {@inheritDoc} By the rule of this repository; a node that is served here may have one of its own as well. */
    @Override
    public Limit limit(Uuid node) {
        Limit here = parts.limits().apply(new Place(uuid(), node));
        return here instanceof Limit.Hard ? here : hub.limit(node);
    }

    @Override
    public Set<Uuid> locations(Key key) throws IOException {
        return hub.locations(key);
    }

    @Override
    public Subject subject(Key key, Optional<String> file) throws IOException {
        Set<Uuid> present = locations(key);
        boolean detailed = rules().logs().expressions().mayAskForDetails();
        return hub.parts()
                .open()
                .with(uuid(), branch -> {
                    CopiesAttributes copies =
                            file.isEmpty() ? CopiesAttributes.NONE : branch.copiesAttributes(file.get());
                    Subject.Details details = detailed ? KeyDetails.of(branch, key) : Subject.Details.NONE;
                    return new Subject(key, file, copies.numCopies(), present, details);
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
    public void lacks(Lack lack) {
        if (!parts.lacks().add(lack)) {
            LOG.log(Level.WARNING, "more content is missing at nodes than can be kept in mind");
        }
    }

    @Override
    public boolean storesEverywhere(ClusterUuid cluster) throws IOException {
        return !Collections.disjoint(config().storingEverywhere(), names(cluster));
    }

    private static FailureException notServed() {
        return new FailureException(new Failure.Missing("no such repository is served"));
    }
}

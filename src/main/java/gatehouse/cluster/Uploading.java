// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.repository.ClusterUuid;
import gatehouse.size.LiveUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Begins an upload to nodes that were chosen. */
record Uploading(ClusterHub hub, ClusterUuid cluster, ClusterPeer.Surroundings surroundings) {
    private static final System.Logger LOG = System.getLogger(Uploading.class.getName());

    /** Returns when it is known which of them take it. The room that was promised is given back in any case. */
    Receiving begin(PutRequest request, Storing.Placing.To to) throws IOException {
        ExecutorService threads = surroundings.threads();
        Optional<OneHash> hash = hashed(request, to.nodes());
        List<Lane> lanes = new ArrayList<>();
        List<Lane> lookingOn = new ArrayList<>();
        List<LiveUpdate> unused = new ArrayList<>(to.updates().values());
        boolean begun = false;
        try {
            if (hash.isPresent()) {
                lookingOn.add(Lane.begin(threads, hash.get()));
            }
            for (Node node : to.nodes()) {
                Optional<LiveUpdate> update = Optional.ofNullable(to.updates().get(node.uuid()));
                update.ifPresent(unused::remove);
                lanes.add(Lane.begin(
                        threads,
                        new NodeSink(
                                hub,
                                node,
                                request,
                                update,
                                hash.filter(one -> !node.peer().waits()).map(one -> one))));
            }
            FanOut fanOut = new FanOut(lanes, lookingOn, surroundings.limits(), request.lengthBytes());
            fanOut.awaitOpen();
            begun = true;
            return new Remembering(fanOut, place -> lacks(request, to.nodes().get(place)));
        } finally {
            if (!begun) {
                lanes.forEach(Lane::stop);
                lookingOn.forEach(Lane::stop);
                unused.forEach(LiveUpdate::close);
            }
        }
    }

    private void lacks(PutRequest request, Node node) {
        LOG.log(System.Logger.Level.INFO, "{0} could not be given {1}, and gets it later", node.name(), request.key());
        hub.lacks(new Lack(new Lack.Where(hub.uuid(), cluster, node.name()), request.key(), request.file()));
    }

    /** Only nodes on this server rely on what is hashed here; and of what goes on, they have to hash the beginning. */
    private Optional<OneHash> hashed(PutRequest request, List<Node> nodes) {
        boolean here = nodes.stream().anyMatch(node -> !node.peer().waits());
        return here && request.offsetBytes() == 0
                ? Optional.of(new OneHash(request.key(), surroundings.limits().stored()))
                : Optional.empty();
    }
}

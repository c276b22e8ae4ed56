// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Content;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import gatehouse.size.LiveUpdate;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a node what it lacks, from the rest of its cluster, if it would get it in an upload now. Content that is
 * nowhere any more is done with.
 */
final class FillingIn {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final ClusterHub hub;
    private final Lack.Where where;
    private final Lacks lacks;
    private final ClusterPeer.Surroundings surroundings;

    FillingIn(ClusterHub hub, Lack.Where where, Lacks lacks, ClusterPeer.Surroundings surroundings) {
        this.hub = hub;
        this.where = where;
        this.lacks = lacks;
        this.surroundings = surroundings;
    }

    /**
     * Gives it some of what it lacks.
     *
     * @return how much that is; 0 when it lacks nothing any more
     * @throws IOException when it cannot be given anything now
     * @throws FailureException likewise
     */
    int some(int most) throws IOException {
        Asking asking = new Asking(hub.uuid(), Set.of());
        List<Node> nodes = Nodes.asked(hub.nodes(where.cluster()), hub.uuid(), asking);
        Optional<Node> node =
                nodes.stream().filter(one -> one.name().equals(where.node())).findFirst();
        if (node.isEmpty()) {
            lacks.removeAll(where);
            return 0;
        }
        List<Lack> some = lacks.at(where, most);
        for (Lack lack : some) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("the server stops");
            }
            fill(lack, node.get(), nodes);
            lacks.remove(lack);
        }
        return some.size();
    }

    private void fill(Lack lack, Node node, List<Node> nodes) throws IOException {
        if (node.peer().present(lack.key())) {
            if (node.gateway().isEmpty()) {
                hub.confirm(lack.key(), node.uuid(), Presence.PRESENT);
            }
            return;
        }
        Together together =
                new Together(surroundings.threads(), surroundings.limits().answer());
        Storing.Placing placing = new Storing(hub, where.cluster(), nodes, together).place(lack.key(), lack.file());
        if (placing instanceof Storing.Placing.To to) {
            Map<Uuid, LiveUpdate> own = new HashMap<>(to.updates());
            own.keySet().retainAll(to.nodes().contains(node) ? Set.of(node.uuid()) : Set.of());
            to.updates().values().stream()
                    .filter(update -> !own.containsValue(update))
                    .forEach(LiveUpdate::close);
            if (to.nodes().contains(node)) {
                copy(lack, new Storing.Placing.To(List.of(node), own), new Finding(hub, nodes, surroundings.doubts()));
            }
        }
    }

    private void copy(Lack lack, Storing.Placing.To to, Finding from) throws IOException {
        Optional<Content> found = Optional.empty();
        try {
            found = from.read(lack.key(), 0);
        } finally {
            if (found.isEmpty()) {
                to.updates().values().forEach(LiveUpdate::close);
            }
        }
        if (found.isEmpty()) {
            return;
        }
        try (Content content = found.get();
                Receiving receiving = new Uploading(hub, where.cluster(), surroundings)
                        .begin(new PutRequest(lack.key(), hub.uuid(), 0, content.lengthBytes(), lack.file()), to)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (content.read(buffer.clear()) >= 0) {
                receiving.write(buffer.flip());
            }
            if (!content.valid()) {
                throw new IOException("the content changed while it was read");
            }
            if (!(receiving.finish() instanceof PutReply.Stored)) {
                throw new IOException(to.nodes().getFirst().name() + " does not take it");
            }
        }
    }
}

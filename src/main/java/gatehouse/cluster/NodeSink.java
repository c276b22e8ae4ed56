// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.object.Verdict;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.Placed;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node that gets an upload. What it stores is recorded before it is told, whether anybody waits for that or not. */
final class NodeSink implements Sink {
    private final ClusterHub hub;
    private final Node node;
    private final PutRequest request;
    private final Optional<Verdict> verdict;
    private @Nullable LiveUpdate update;
    private @Nullable Receiving receiving;

    /**
     * @param update the room that was promised to it; empty for a gateway, which promises it itself
     * @param verdict of whoever hashes what is sent
     */
    NodeSink(ClusterHub hub, Node node, PutRequest request, Optional<LiveUpdate> update, Optional<Verdict> verdict) {
        this.hub = hub;
        this.node = node;
        this.request = request;
        this.update = update.orElse(null);
        this.verdict = verdict;
    }

    @Override
    public String name() {
        return "node " + node.name();
    }

    @Override
    public void open() throws IOException {
        receiving = verdict.isPresent()
                ? node.peer().receive(request, verdict.get())
                : node.peer().receive(request);
    }

    private Receiving receiving() {
        if (receiving == null) {
            throw new IllegalStateException("not opened");
        }
        return receiving;
    }

    @Override
    public void take(ByteBuffer from) throws IOException {
        receiving().write(from);
    }

    /** Its UUIDs are of all places where it is stored now. */
    @Override
    public PutReply end() throws IOException {
        requireRoom();
        return switch (receiving().finish()) {
            case PutReply.NotStored not -> not;
            case PutReply.Stored stored -> new PutReply.Stored(recorded(stored.plusUuids()));
        };
    }

    /** What was promised may have lapsed meanwhile. */
    private void requireRoom() {
        if (update == null || update.holds()) {
            return;
        }
        LiveUpdate lapsed = update;
        update = null;
        lapsed.close();
        Limit limit = hub.limit(node.uuid());
        if (hub.live().add(lapsed.terms(), limit) instanceof Placed.Reserved again) {
            update = again.updates().get(node.uuid());
        } else {
            throw new FailureException(new Failure.NoSpace("others have taken the room at the node meanwhile"));
        }
    }

    private List<Uuid> recorded(List<Uuid> plusUuids) throws IOException {
        List<Uuid> stored = new ArrayList<>();
        if (node.gateway().isEmpty()) {
            stored.add(node.uuid());
        }
        if (update != null) {
            hub.arrived(update);
        } else if (node.gateway().isEmpty()) {
            hub.confirm(request.key(), node.uuid(), Presence.PRESENT);
        }
        for (Uuid other : plusUuids) {
            if (!Nodes.isCluster(other) && !stored.contains(other)) {
                hub.confirm(request.key(), other, Presence.PRESENT);
                stored.add(other);
            }
        }
        return stored;
    }

    @Override
    public void close() throws IOException {
        try {
            if (receiving != null) {
                receiving.close();
            }
        } finally {
            if (update != null) {
                update.close();
            }
        }
    }
}

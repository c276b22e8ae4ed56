// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.AlreadyStored;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/**
 * A cluster, as one repository that answers for it serves it to one client. It waits for its nodes. What it does to
 * them is recorded; the cluster itself is no place where content is. Source: Annex/Cluster.hs, P2P/Proxy.hs.
 */
public final class ClusterPeer implements Peer {
    private final ClusterHub hub;
    private final ClusterUuid cluster;
    private final Asking asking;
    private final Surroundings surroundings;

    /**
     * What all clusters of a server share.
     *
     * @param threads a thread for each task; stays its owner's
     * @param monotonicSeconds the clock of the repositories on this server
     */
    public record Surroundings(
            ExecutorService threads,
            ClusterLimits limits,
            LongSupplier monotonicSeconds,
            UploadsUnderWay underWay,
            Doubts doubts) {}

    public ClusterPeer(ClusterHub hub, ClusterUuid cluster, Asking asking, Surroundings surroundings) {
        this.hub = hub;
        this.cluster = cluster;
        this.asking = asking;
        this.surroundings = surroundings;
    }

    @Override
    public Uuid uuid() {
        return cluster.uuid();
    }

    @Override
    public ClusterPeer bypassing(Set<Uuid> gateways) {
        return new ClusterPeer(hub, cluster, new Asking(asking.client(), gateways), surroundings);
    }

    @Override
    public boolean waits() {
        return true;
    }

    private List<Node> nodes() throws IOException {
        return Nodes.asked(hub.nodes(cluster), hub.uuid(), asking);
    }

    private Together together() {
        return new Together(surroundings.threads(), surroundings.limits().answer());
    }

    private Finding finding() throws IOException {
        return new Finding(hub, nodes(), surroundings.doubts());
    }

    /** {@inheritDoc} That is, in one of its nodes. */
    @Override
    public boolean present(Key key) throws IOException {
        return finding().present(key);
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        return finding().read(key, offsetBytes);
    }

    private Storing storing() throws IOException {
        return new Storing(hub, cluster, nodes(), together());
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        return storing().offset(key);
    }

    @Override
    public Receiving receive(PutRequest request) throws IOException {
        if (asking.bypass().isEmpty()) {
            return begun(request);
        }
        // A client has no part in what becomes of another's upload. Gateways that send the same one have.
        UploadsUnderWay.Entered entered =
                surroundings.underWay().enter(new UploadsUnderWay.Subject(hub.uuid(), cluster, request.key()));
        boolean begun = false;
        try {
            Receiving receiving = entered.isFirst()
                    ? new ClusterReceiving(begun(request), entered)
                    : entered.shared(surroundings.limits().stored(), request.lengthBytes());
            begun = true;
            return receiving;
        } finally {
            if (!begun) {
                entered.close();
            }
        }
    }

    /** {@inheritDoc} Which nodes need it is found out in any case. */
    @Override
    public Receiving receiveIfNeeded(PutRequest request) throws IOException {
        return receive(request);
    }

    private Receiving begun(PutRequest request) throws IOException {
        return switch (storing().place(request.key(), request.file())) {
            case Storing.Placing.There there -> new AlreadyStored(request.lengthBytes(), there.uuids());
            case Storing.Placing.To to -> new Uploading(hub, cluster, surroundings).begin(request, to);
            case Storing.Placing.Nowhere nowhere -> throw new FailureException(new Failure.NoSpace(nowhere.reason()));
        };
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        return storing().dataPresent(key);
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        return removing().remove(key, node -> node.peer().remove(key));
    }

    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        return removing().remove(key, node -> removeBefore(node.peer(), key, until));
    }

    /**
     * A node on this server has the same clock. Another one is asked for its time right now, and ours is looked at
     * after that: so what its answer took only makes the time left shorter, and nothing has to be remembered between
     * the requests of a client. One second less is left, as both times are whole seconds. Source: P2P/Proxy.hs
     * proxyTimestamp.
     */
    private RemoveReply removeBefore(Peer node, Key key, MonotonicTimestamp until) throws IOException {
        if (!node.waits()) {
            return node.removeBefore(key, until);
        }
        long nodeSeconds = node.timestamp().seconds();
        long leftSeconds = until.seconds() - surroundings.monotonicSeconds().getAsLong() - 1;
        return leftSeconds <= 0
                ? new RemoveReply.NotRemoved()
                : node.removeBefore(key, new MonotonicTimestamp(nodeSeconds + leftSeconds));
    }

    private Removing removing() throws IOException {
        return new Removing(new Removing.Of(hub, cluster, asking), nodes(), together());
    }

    /** The hub's own: what it means for a node is found out when something is to be removed there. */
    @Override
    public MonotonicTimestamp timestamp() {
        return new MonotonicTimestamp(surroundings.monotonicSeconds().getAsLong());
    }

    /** Only nodes are locked, through whoever answers for each of them. Source: Annex/Cluster.hs proxyLOCKCONTENT. */
    @Override
    public LockReply lock(Key key) {
        return new LockReply.NotLocked();
    }

    @Override
    public void keepLocked(LockId id) {
        // It has given none.
    }

    @Override
    public void keeperLost(LockId id) {
        // It has given none.
    }

    @Override
    public void unlock(LockId id) {
        // It has given none.
    }
}

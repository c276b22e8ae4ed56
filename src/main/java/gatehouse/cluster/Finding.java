// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.Peer;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds content of a cluster. Nodes that the location log says have it are asked one after the other. When it says so
 * of none, those nodes are asked that do not wait for another server, as that costs a look at a disk: content may have
 * reached them otherwise. Asking all others of each key that nobody has would cost a round trip to each, and upstream
 * asks none. Source: Annex/Cluster.hs nodecontaining.
 */
record Finding(ClusterHub hub, List<Node> nodes, Doubts doubts) {
    private static final System.Logger LOG = System.getLogger(Finding.class.getName());

    boolean present(Key key) throws IOException {
        Set<Uuid> located = hub.locations(key);
        @Nullable Exception failure = null;
        for (Node node : candidates(located)) {
            try {
                if (node.peer().present(key)) {
                    found(key, node, located);
                    return true;
                }
            } catch (IOException | FailureException e) {
                failure = failed(node, e);
            }
        }
        requireNone(failure);
        return false;
    }

    /** The repository's own copy first, as nothing is nearer. */
    Optional<Content> read(Key key, long offsetBytes) throws IOException {
        Optional<Content> own = own(key, offsetBytes);
        if (own.isPresent()) {
            return own;
        }
        Set<Uuid> located = hub.locations(key);
        Sources sources = new Sources(key, candidates(located), doubts);
        Optional<Sources.Opened> opened = sources.next(offsetBytes);
        if (opened.isEmpty()) {
            requireNone(sources.failure());
            return Optional.empty();
        }
        found(key, opened.get().node(), located);
        return Optional.of(new SwitchingContent(sources, opened.get(), offsetBytes));
    }

    private Optional<Content> own(Key key, long offsetBytes) {
        Peer own = hub.own();
        try {
            return own.read(key, offsetBytes);
        } catch (IOException | FailureException e) {
            LOG.log(System.Logger.Level.WARNING, own.uuid() + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<Node> candidates(Set<Uuid> located) {
        List<Node> holding = Nodes.holding(nodes, located);
        return holding.isEmpty()
                ? Nodes.best(nodes.stream().filter(node -> !node.peer().waits()).toList())
                : holding;
    }

    /** Mends the log, where it was wrong. */
    private void found(Key key, Node node, Set<Uuid> located) throws IOException {
        if (node.gateway().isEmpty() && !located.contains(node.uuid())) {
            hub.confirm(key, node.uuid(), Presence.PRESENT);
        }
    }

    static Exception failed(Node node, Exception failure) {
        LOG.log(System.Logger.Level.INFO, "node " + node.uuid() + " fails: " + failure.getMessage());
        return failure;
    }

    /** What nobody could be asked about may be there. */
    private static void requireNone(@Nullable Exception failure) {
        if (failure != null) {
            throw new FailureException(
                    new Failure.Unreachable("nodes of the cluster that may have it cannot be asked now"));
        }
    }
}

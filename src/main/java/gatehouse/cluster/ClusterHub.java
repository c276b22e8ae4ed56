// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.p2p.Peer;
import gatehouse.placement.PlacementRules;
import gatehouse.preferred.Subject;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.LiveUpdates;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The repository that answers for a cluster: its remotes are the nodes, and its branch tells of them. */
public interface ClusterHub {
    Uuid uuid();

    /** The nodes that can be asked now, and the other gateways, as the config and the branch have them now. */
    List<Node> nodes(ClusterUuid cluster) throws IOException;

    /** The repository itself, which may have the content of the cluster as well. */
    Peer own();

    /** @throws gatehouse.failure.FailureException Missing when the repository is not served any more */
    PlacementRules rules() throws IOException;

    /** What a node is held to. */
    Limit limit(Uuid node);

    /** Where the branch says that a key is, with what waits to be brought there. */
    Set<Uuid> locations(Key key) throws IOException;

    /** What expressions may ask of a key that has such a name. */
    Subject subject(Key key, Optional<String> file) throws IOException;

    LiveUpdates live();

    /** Has sizes counted soon, which are not known yet. */
    void countSoon();

    /** Records where a key is, or is no more, unless that is known; returns when it is durable. */
    void confirm(Key key, Uuid where, Presence presence) throws IOException;

    /** Ends an addition with its content recorded; returns when that is durable. */
    void arrived(LiveUpdate update);

    /** Keeps in mind what a node is to be given later; returns when that is durable. */
    void lacks(Lack lack);

    /**
     * Whether content that no node wants, or has room for, is stored on all nodes that have it not, as git-annex does.
     * What is held to a limit is not stored there all the same.
     */
    boolean storesEverywhere(ClusterUuid cluster) throws IOException;
}

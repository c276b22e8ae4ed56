// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.p2p.Peer;
import gatehouse.placement.PlacementRules;
import gatehouse.preferred.Sizes;
import gatehouse.preferred.Subject;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** The repository whose branch tells of all others, and those of them that are served here. */
public interface Hub {
    Uuid uuid();

    /**
     * What is configured now; the same object while it is unchanged.
     *
     * @throws gatehouse.failure.FailureException Missing when the repository is not served any more
     */
    PlacementRules rules() throws IOException;

    /** Empty for a repository that is not served here. */
    Optional<Peer> peer(Uuid repository);

    /** What a repository that is served here is held to. */
    Limit limit(Uuid repository);

    /** Brings all that is recorded of the repository into its branch. */
    void settle() throws IOException;

    /** Runs with all content that its branch knows of. */
    <T> T withContents(Use<T> use) throws IOException;

    /** Something done with all content. */
    interface Use<T> {
        T of(gatehouse.branch.KnownContents contents) throws IOException;
    }

    /** How full repositories are now, with what is on its way there; empty while that is being counted. */
    Optional<Sizes> sizes(Key except);

    /** Where the branch says that a key is, with what waits to be brought there. */
    Set<Uuid> locations(Key key) throws IOException;

    /** What the branch says of a key that expressions may ask for. */
    Subject.Details details(Key key) throws IOException;

    /** Records where a key is, or is no more, unless that is known; returns when it is durable. */
    void record(Key key, Uuid where, Presence presence) throws IOException;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Peer;
import java.util.Optional;

/** What the binding needs of the server. All answers come from memory, whatever is asked for. */
public interface P2pHost {
    /**
     * The peer that a request is for: a repository that is served, or what one of them answers for.
     *
     * @throws gatehouse.failure.FailureException Missing when there is none; SignInNeeded or Forbidden when whoever
     *     sent the request may not do this; Malformed when the Authorization header cannot be read
     */
    Peer peer(Sender sender, Wanted wanted);

    /**
     * As {@link #peer}, where it can be told at once; empty where {@link #peer} would throw, or needs a password to be
     * compared, which takes long, and counts when it fails; so no request may ask twice.
     */
    Optional<Peer> quickPeer(Sender sender, Wanted wanted);
}

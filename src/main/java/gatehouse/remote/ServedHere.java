// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.p2p.Asking;
import gatehouse.p2p.Peer;
import gatehouse.repository.Uuid;
import java.util.Optional;

/** What this server serves. Safe for use by many threads. */
public interface ServedHere {
    /** Stands for all that is served and where; the same object while nothing of that changes. */
    Object state();

    boolean isServed(Uuid uuid);

    Optional<Peer> peer(Uuid uuid);

    /** What a served repository answers for; empty when it does not answer for that now. */
    Optional<Peer> behind(Uuid gateway, Uuid wanted, Asking asking);

    /**
     * The repository that a url of a remote means, when it is one of this server.
     *
     * @param hub the repository that has the remote, whose folder a relative path is from
     * @param url one char for each byte
     */
    Optional<Uuid> at(Uuid hub, String url);

    /** Whether a url is one of this server. */
    boolean isOwn(String url);
}

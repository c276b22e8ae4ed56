// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Peer;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Action;
import gatehouse.tenant.Permission;
import java.util.Optional;

/** What the binding needs of the server. All answers come from memory, whatever is asked for. */
public interface P2pHost {
    /** Empty when no such repository is served. */
    Optional<Peer> peer(Uuid uuid);

    /**
     * Whether whoever sent the request may do this to a served repository.
     *
     * @throws gatehouse.failure.FailureException Malformed when the Authorization header cannot be read
     */
    Permission permission(Sender sender, Uuid uuid, Action action);

    /**
     * As {@link #permission}, where it can be told at once. Empty where that needs a password to be compared, which
     * takes long, and counts when it fails; so no request may ask twice.
     */
    Optional<Permission> knownPermission(Sender sender, Uuid uuid, Action action);
}

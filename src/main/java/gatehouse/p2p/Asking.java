// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.repository.Uuid;
import java.util.Set;

/**
 * Who asks for something.
 *
 * @param client the repository that asks
 * @param bypass gateways of a cluster that the request has come through, and that are not to be asked again. Source:
 *     doc/design/p2p_protocol.mdwn BYPASS
 */
public record Asking(Uuid client, Set<Uuid> bypass) {
    public Asking {
        bypass = Set.copyOf(bypass);
    }
}

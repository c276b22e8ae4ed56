// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.repository.Uuid;
import java.util.List;

/** Answer to PUT: from where to send. Source: doc/design/p2p_protocol.mdwn PUT-FROM, ALREADY-HAVE. */
public sealed interface PutOffset {
    record From(long bytes) implements PutOffset {}

    /** @param plusUuids other repositories that have it too */
    record AlreadyHave(List<Uuid> plusUuids) implements PutOffset {
        public AlreadyHave {
            plusUuids = List.copyOf(plusUuids);
        }
    }
}

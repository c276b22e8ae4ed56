// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.repository.Uuid;
import java.util.List;

/** Whether content was stored. Once stored it is durable, and its location recorded. */
public sealed interface PutReply {
    /** @param plusUuids other repositories it was stored to as well */
    record Stored(List<Uuid> plusUuids) implements PutReply {
        public Stored {
            plusUuids = List.copyOf(plusUuids);
        }
    }

    record NotStored() implements PutReply {}
}

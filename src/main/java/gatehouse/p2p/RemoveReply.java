// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.repository.Uuid;
import java.util.List;

/** Whether content is gone. */
public sealed interface RemoveReply {
    /** Removed, or was not there. @param plusUuids other repositories it was removed from as well */
    record Removed(List<Uuid> plusUuids) implements RemoveReply {
        public Removed {
            plusUuids = List.copyOf(plusUuids);
        }
    }

    /** @param plusUuids other repositories that it was removed from all the same */
    record NotRemoved(List<Uuid> plusUuids) implements RemoveReply {
        public NotRemoved {
            plusUuids = List.copyOf(plusUuids);
        }

        public NotRemoved() {
            this(List.of());
        }
    }
}

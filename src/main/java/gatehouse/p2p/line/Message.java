// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.line;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Set;

/**
 * One line of the protocol. Those by which git itself is relayed are not spoken here. Source: P2P/Protocol.hs,
 * doc/design/p2p_protocol.mdwn.
 */
public sealed interface Message {
    record AuthSuccess(Uuid uuid) implements Message {}

    record AuthFailure() implements Message {}

    record Version(int number) implements Message {}

    /** @param uuids of gateways that are not to be asked again */
    record Bypass(Set<Uuid> uuids) implements Message {
        public Bypass {
            uuids = Set.copyOf(uuids);
        }
    }

    record CheckPresent(Key key) implements Message {}

    record LockContent(Key key) implements Message {}

    record UnlockContent() implements Message {}

    record Remove(Key key) implements Message {}

    /** @param untilSeconds by the clock of whoever is asked */
    record RemoveBefore(long untilSeconds, Key key) implements Message {}

    record GetTimestamp() implements Message {}

    record Timestamp(long seconds) implements Message {}

    /** @param file as the work tree names it, one char for each byte; may be empty */
    record Get(long offsetBytes, String file, Key key) implements Message {}

    /** @param file as of {@link Get} */
    record Put(String file, Key key) implements Message {}

    record PutFrom(long offsetBytes) implements Message {}

    record AlreadyHave(List<Uuid> plusUuids) implements Message {
        public AlreadyHave {
            plusUuids = List.copyOf(plusUuids);
        }
    }

    record Success(List<Uuid> plusUuids) implements Message {
        public Success {
            plusUuids = List.copyOf(plusUuids);
        }
    }

    record Failure(List<Uuid> plusUuids) implements Message {
        public Failure {
            plusUuids = List.copyOf(plusUuids);
        }
    }

    /** So many bytes follow. */
    record DataFollows(long lengthBytes) implements Message {}

    /** The content has come another way, and no data follows. */
    record DataPresent() implements Message {}

    record Valid() implements Message {}

    record Invalid() implements Message {}

    /** @param reason one line, one char for each byte */
    record Error(String reason) implements Message {}
}

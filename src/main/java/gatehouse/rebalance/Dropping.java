// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Drops content while so many other copies as are needed are locked, so that nobody else can drop those. Source:
 * Annex/NumCopies.hs verifyEnoughCopiesToDrop, Annex/SafeDropProof.hs.
 */
final class Dropping {
    private static final System.Logger LOG = System.getLogger(Dropping.class.getName());
    /** Locks last for ten minutes; a drop that was held up for so long is not done any more. */
    private static final long MOST_SECONDS = 300;

    private final Hub hub;
    private final Situation situation;

    Dropping(Hub hub, Situation situation) {
        this.hub = hub;
        this.situation = situation;
    }

    private record Held(Peer peer, LockId id) {}

    /**
     * @param content where it is known to be now
     * @return why it is still there; empty when it is gone
     */
    Optional<String> drop(Annexed content, Peer from) throws IOException {
        Key key = content.key();
        MonotonicTimestamp until = new MonotonicTimestamp(from.timestamp().seconds() + MOST_SECONDS);
        int needed = content.copiesNeeded(situation.network().numCopies(), situation.minCopies());
        List<Held> held = new ArrayList<>();
        try {
            int copies = lock(key, others(content.locations(), from.uuid()), needed, held);
            if (copies < needed) {
                return Optional.of("only " + copies + " of " + needed + " needed copies are safe elsewhere");
            }
            return switch (from.removeBefore(key, until)) {
                case RemoveReply.Removed removed -> Optional.empty();
                case RemoveReply.NotRemoved locked -> Optional.of("it is in use in " + from.uuid());
            };
        } finally {
            held.forEach(lock -> unlock(lock, key));
        }
    }

    private List<Uuid> others(Set<Uuid> locations, Uuid from) {
        return locations.stream()
                .filter(uuid -> !uuid.equals(from) && situation.reliable(uuid))
                .sorted()
                .toList();
    }

    /** Returns how many there are. What is trusted and not here needs no lock. */
    private int lock(Key key, List<Uuid> others, int needed, List<Held> held) throws IOException {
        int copies = 0;
        for (Uuid uuid : others) {
            if (copies >= needed) {
                break;
            }
            Optional<Peer> peer = hub.peer(uuid);
            if (peer.isPresent()) {
                if (peer.get().lock(key) instanceof LockReply.Locked locked) {
                    held.add(new Held(peer.get(), locked.id()));
                    copies++;
                }
            } else if (situation.trust(uuid) == TrustLevel.TRUSTED) {
                copies++;
            }
        }
        return copies;
    }

    private static void unlock(Held lock, Key key) {
        try {
            lock.peer().unlock(lock.id());
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the lock of " + key + " could not be given up and will end by itself",
                    e);
        }
    }
}

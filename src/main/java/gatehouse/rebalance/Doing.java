// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.Peer;
import gatehouse.preferred.Sizes;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Does moves, each as far as it is still right: what has changed since the plan is looked at first. For one thread at a
 * time.
 */
final class Doing {
    private static final System.Logger LOG = System.getLogger(Doing.class.getName());

    private final Hub hub;
    private final Planned planned;
    private final Copying copying;
    private final Dropping dropping;

    Doing(Hub hub, Planned planned, Copying copying) {
        this.hub = hub;
        this.planned = planned;
        this.copying = copying;
        this.dropping = new Dropping(hub, planned.situation());
    }

    /** A step that cannot be done; nothing is lost by it. */
    private static final class Skipped extends Exception {
        private static final long serialVersionUID = 1;

        Skipped(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * @return why it was not done, or not wholly; empty when it was
     * @throws FailureException Busy when trying again may help
     * @throws java.util.concurrent.CancellationException when asked to stop
     */
    Optional<String> move(Move move) {
        try {
            Set<Uuid> now = locations(move);
            Annexed content = new Annexed(move.key(), planned.files().apply(move.key()), now, hub.details(move.key()));
            boolean changed = !now.equals(move.at());
            for (Move.Copy copy : move.copies()) {
                if (!content.locations().contains(copy.to())) {
                    copy(content, copy, changed);
                    content = content.at(with(content.locations(), copy.to()));
                }
            }
            for (Move.Drop drop : move.drops()) {
                if (content.locations().contains(drop.where())) {
                    drop(content, drop.where(), changed);
                    content = content.at(without(content.locations(), drop.where()));
                }
            }
            return Optional.empty();
        } catch (Skipped e) {
            return Optional.of(move.key() + ": " + e.getMessage());
        } catch (FailureException e) {
            if (e.failure() instanceof Failure.Busy) {
                throw e;
            }
            return Optional.of(move.key() + ": " + e.failure().reason());
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "a move could not be done", e);
            return Optional.of(move.key() + ": " + e.getMessage());
        }
    }

    /** What is served is looked at itself; of the others the log tells. */
    private Set<Uuid> locations(Move move) throws IOException {
        Set<Uuid> logged = hub.locations(move.key());
        Set<Uuid> now = new TreeSet<>(logged);
        for (Uuid uuid : planned.situation().served()) {
            Optional<Peer> peer = hub.peer(uuid);
            if (peer.isPresent()) {
                boolean present = peer.get().present(move.key());
                if (present != logged.contains(uuid)) {
                    hub.record(move.key(), uuid, present ? Presence.PRESENT : Presence.MISSING);
                }
                if (present) {
                    now.add(uuid);
                } else {
                    now.remove(uuid);
                }
            }
        }
        return now;
    }

    private void copy(Annexed content, Move.Copy copy, boolean changed) throws IOException, Skipped {
        Uuid to = copy.to();
        Wishes wishes = wishes(content);
        if ((changed || isFull(content, to)) && wishes.toCopy(content, to).isEmpty()) {
            throw new Skipped("it is not wanted in " + to + " any more");
        }
        Peer source = source(content.locations(), copy.from());
        Optional<String> failed = copying.copy(content.key(), new Copying.Way(source, served(to)));
        if (failed.isPresent()) {
            throw new Skipped(failed.get());
        }
        hub.record(content.key(), to, Presence.PRESENT);
    }

    /** Whether it would be above its maxsize, hard or not. What wants it all the same gets it. */
    private boolean isFull(Annexed content, Uuid to) {
        return switch (planned.situation().limits().getOrDefault(to, Limit.NONE)) {
            case Limit.None none -> false;
            // The peer itself refuses what does not fit.
            case Limit.Hard hard -> false;
            case Limit.Advisory advisory ->
                sizes(content).of(to).orElse(RepoSize.ZERO).bytes()
                        > advisory.maxSize().bytes() - SizeChange.bytes(content.key());
        };
    }

    private void drop(Annexed content, Uuid from, boolean changed) throws IOException, Skipped {
        Wishes wishes = wishes(content);
        if (changed ? wishes.toDrop(content, from).isEmpty() : wishes.requires(content, from)) {
            throw new Skipped("it is wanted in " + from + " now");
        }
        Optional<String> failed = dropping.drop(content, served(from));
        if (failed.isPresent()) {
            throw new Skipped(failed.get());
        }
        hub.record(content.key(), from, Presence.MISSING);
    }

    private Wishes wishes(Annexed content) {
        return new Wishes(planned.situation(), planned.preferred(), sizes(content));
    }

    private Sizes sizes(Annexed content) {
        return hub.sizes(content.key())
                .orElseGet(() -> Sizes.of(planned.situation().sizes()));
    }

    private Peer source(Set<Uuid> locations, Uuid preferred) throws Skipped {
        if (locations.contains(preferred) && hub.peer(preferred).isPresent()) {
            return served(preferred);
        }
        Uuid other = planned.situation()
                .source(locations)
                .orElseThrow(() -> new Skipped("it is in no repository that is served here"));
        return served(other);
    }

    private Peer served(Uuid uuid) throws Skipped {
        return hub.peer(uuid).orElseThrow(() -> new Skipped(uuid + " is not served any more"));
    }

    private static Set<Uuid> with(Set<Uuid> locations, Uuid more) {
        Set<Uuid> all = new TreeSet<>(locations);
        all.add(more);
        return all;
    }

    private static Set<Uuid> without(Set<Uuid> locations, Uuid gone) {
        Set<Uuid> left = new TreeSet<>(locations);
        left.remove(gone);
        return left;
    }
}

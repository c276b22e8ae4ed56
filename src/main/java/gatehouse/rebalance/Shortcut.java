// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.preferred.PreferredContent;
import gatehouse.repository.Uuid;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Orders moves so that each content is moved once, to where it comes to rest in the end, although on the way there it
 * went round about. Goes above the limits that are only advice where nothing else is left, and above no other. Of one
 * thread.
 */
final class Shortcut {
    private final Situation situation;
    private final Contents contents;
    private final Ends ends;
    private final SimulatedSizes sizes;
    private final Wishes wishes;
    private final MoveList moves = new MoveList();
    private final BitSet done = new BitSet();
    private boolean waiting;

    /**
     * How all ends.
     *
     * @param places where each content comes to rest
     * @param wishes when the repositories are as full as in the end
     */
    record Ends(Places places, Wishes wishes) {}

    private enum Bound {
        ALL_LIMITS,
        HARD_LIMITS
    }

    Shortcut(Situation situation, Contents contents, PreferredContent preferred, Ends ends) {
        this.situation = situation;
        this.contents = contents;
        this.ends = ends;
        this.sizes = new SimulatedSizes(situation);
        this.wishes = new Wishes(situation, preferred, sizes);
    }

    /** Empty when there is no such order. */
    Optional<MoveList> moves() throws IOException {
        Bound bound = Bound.ALL_LIMITS;
        do {
            int before = moves.size();
            pass(bound);
            if (moves.size() > before) {
                bound = Bound.ALL_LIMITS;
            } else if (bound == Bound.HARD_LIMITS) {
                break;
            } else {
                bound = Bound.HARD_LIMITS;
            }
        } while (waiting);
        return waiting ? Optional.empty() : Optional.of(moves);
    }

    private void pass(Bound bound) throws IOException {
        waiting = false;
        int[] number = {0};
        contents.forEach(content -> {
            int i = number[0]++;
            Set<Uuid> end = ends.places.of(i);
            if (!done.get(i) && !end.equals(content.locations())) {
                Optional<Move> move = move(content, end, bound);
                if (move.isPresent()) {
                    moves.add(move.get());
                    done.set(i);
                } else {
                    waiting = true;
                }
            }
        });
    }

    private Optional<Move> move(Annexed content, Set<Uuid> end, Bound bound) {
        sizes.keep();
        long bytes = SizeChange.bytes(content.key());
        Set<Uuid> now = new TreeSet<>(content.locations());
        List<Move.Copy> copies = new ArrayList<>();
        List<Move.Drop> drops = new ArrayList<>();
        for (Uuid to : situation.served()) {
            if (end.contains(to) && !now.contains(to)) {
                if (!(bound == Bound.HARD_LIMITS ? sizes.admits(to, bytes) : sizes.leavesRoom(to, bytes))) {
                    sizes.undo();
                    return Optional.empty();
                }
                Uuid from = situation.source(content.locations()).orElseThrow();
                copies.add(new Move.Copy(from, to, ends.wishes.line(content.at(end), to)));
                now.add(to);
                sizes.change(to, bytes);
            }
        }
        for (Uuid from : situation.served()) {
            if (now.contains(from) && !end.contains(from)) {
                if (wishes.requires(content.at(now), from) || !wishes.enoughWithout(content.at(now), from)) {
                    sizes.undo();
                    return Optional.empty();
                }
                drops.add(new Move.Drop(from, ends.wishes.line(content.at(end), from)));
                now.remove(from);
                sizes.change(from, -bytes);
            }
        }
        return Optional.of(new Move(content.key(), content.locations(), copies, drops));
    }
}

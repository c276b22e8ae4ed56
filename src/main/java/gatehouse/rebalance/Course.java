// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.repository.Uuid;
import gatehouse.whereis.SizeChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where one content would go, round after round, if nothing else moved: each round copies it to where it is wanted and
 * then drops it from where it is not, as {@code git annex satisfy} does. Of one thread. Source: Command/Sync.hs
 * syncFile, Annex/Drop.hs.
 */
final class Course {
    /** More rounds than any content needs that comes to rest. */
    private static final int MOST_ROUNDS = 32;

    private final Situation situation;
    private final Wishes wishes;
    private final SimulatedSizes sizes;

    /** How it ends. */
    sealed interface End {
        /** It stays where it is. */
        record Rests() implements End {}

        /** It comes to rest, after a move for each round. The sizes are those after it. */
        record Moves(List<Move> moves, Set<Uuid> locations) implements End {}

        /** It would move on for ever. The sizes are as they were. */
        record Circles() implements End {}
    }

    /** @param wishes with these sizes */
    Course(Situation situation, Wishes wishes, SimulatedSizes sizes) {
        this.situation = situation;
        this.wishes = wishes;
        this.sizes = sizes;
    }

    /** @param content at its present place */
    End of(Annexed content) {
        sizes.keep();
        Set<Set<Uuid>> seen = new HashSet<>();
        List<Move> moves = new ArrayList<>();
        SortedSet<Uuid> now = new TreeSet<>(content.locations());
        while (seen.add(Set.copyOf(now)) && seen.size() <= MOST_ROUNDS) {
            Move round = new Move(content.key(), Set.copyOf(now), copies(content, now), drops(content, now));
            if (round.copies().isEmpty() && round.drops().isEmpty()) {
                return moves.isEmpty() ? new End.Rests() : new End.Moves(moves, Set.copyOf(now));
            }
            moves.add(round);
        }
        sizes.undo();
        return new End.Circles();
    }

    private List<Move.Copy> copies(Annexed content, SortedSet<Uuid> now) {
        long bytes = SizeChange.bytes(content.key());
        List<Move.Copy> copies = new ArrayList<>();
        for (Uuid uuid : situation.served()) {
            Optional<Uuid> source = situation.source(now);
            if (!now.contains(uuid) && situation.usable(uuid) && source.isPresent()) {
                Optional<String> why = wishes.toCopy(content.at(now), uuid);
                if (why.isPresent() && sizes.admits(uuid, bytes)) {
                    copies.add(new Move.Copy(source.get(), uuid, why.get()));
                    now.add(uuid);
                    sizes.change(uuid, bytes);
                }
            }
        }
        return copies;
    }

    private List<Move.Drop> drops(Annexed content, SortedSet<Uuid> now) {
        List<Move.Drop> drops = new ArrayList<>();
        for (Uuid uuid : situation.served()) {
            if (now.contains(uuid) && situation.usable(uuid) && wishes.enoughWithout(content.at(now), uuid)) {
                Optional<String> why = wishes.toDrop(content.at(now), uuid);
                if (why.isPresent()) {
                    drops.add(new Move.Drop(uuid, why.get()));
                    now.remove(uuid);
                    sizes.change(uuid, -SizeChange.bytes(content.key()));
                }
            }
        }
        return drops;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.preferred.PreferredContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Moves all content to where it comes to rest, pass after pass, as each move changes how full repositories are and so
 * what is wanted there. Takes 5 bytes for each content, and what the moves take. Of one thread.
 */
final class Attempt {
    /** In a pass only that moves which earlier moves have unsettled: few do so more than three or four times. */
    private static final int MOST_PASSES = 24;

    private final Situation situation;
    private final Contents contents;
    private final Set<Key> left;
    private final SimulatedSizes sizes;
    private final PreferredContent preferred;
    private final Wishes wishes;
    private final Course course;
    private final Places places = new Places();
    private final MoveList moves = new MoveList();
    /** How often each content moved; 2 for more. */
    private byte[] counts = new byte[1024];

    private Pass last = new Pass();

    /** @param left content to leave where it is */
    Attempt(Situation situation, Contents contents, Set<Key> left) {
        this.situation = situation;
        this.contents = contents;
        this.left = left;
        this.sizes = new SimulatedSizes(situation);
        this.preferred = new PreferredContent(situation.network());
        this.wishes = new Wishes(situation, preferred, sizes);
        this.course = new Course(situation, wishes, sizes);
    }

    /** Whether the last pass moved nothing. */
    enum Outcome {
        AT_REST,
        RESTLESS
    }

    /** @throws CancellationException when the thread is interrupted */
    Outcome run() throws IOException {
        for (int passes = 0; passes < MOST_PASSES; passes++) {
            last = new Pass();
            contents.forEach(last::look);
            if (last.moved.isEmpty()) {
                return Outcome.AT_REST;
            }
        }
        return Outcome.RESTLESS;
    }

    /** What moved in the last pass. */
    Set<Key> restless() throws IOException {
        Set<Key> restless = new HashSet<>();
        int[] number = {0};
        contents.forEach(content -> {
            if (last.moved.get(number[0]++)) {
                restless.add(content.key());
            }
        });
        return restless;
    }

    Plan plan() throws IOException {
        boolean roundabout = false;
        for (byte count : counts) {
            roundabout |= count > 1;
        }
        MoveList ordered = roundabout
                ? new Shortcut(situation, contents, preferred, new Shortcut.Ends(places, wishes))
                        .moves()
                        .orElse(moves)
                : moves;
        List<Key> named = new ArrayList<>(last.circling);
        left.stream()
                .sorted(Comparator.comparing(Key::text))
                .limit(Plan.Unsettled.MOST_NAMED - named.size())
                .forEach(named::add);
        return Plan.of(
                situation, ordered, sizes.now(), new Plan.Unsettled(last.circlingCount + left.size(), named, left));
    }

    private void count(int content, List<Move> more) {
        if (content >= counts.length) {
            counts = Arrays.copyOf(counts, content + content / 2 + 1);
        }
        int copiedForNothing = more.stream().anyMatch(Attempt::dropsWhatItCopies) ? 1 : 0;
        counts[content] = (byte) Math.min(2, counts[content] + more.size() + copiedForNothing);
    }

    private static boolean dropsWhatItCopies(Move move) {
        return move.copies().stream()
                .anyMatch(copy ->
                        move.drops().stream().anyMatch(drop -> drop.where().equals(copy.to())));
    }

    /** One pass over all content. */
    private final class Pass {
        private final BitSet moved = new BitSet();
        private final List<Key> circling = new ArrayList<>();
        private int circlingCount;
        private int number;

        void look(Annexed content) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("planning was interrupted");
            }
            int i = number++;
            if (!places.knows(i)) {
                places.put(i, content.locations());
            }
            if (left.contains(content.key())) {
                return;
            }
            switch (course.of(content.at(places.of(i)))) {
                case Course.End.Rests rests -> {}
                case Course.End.Circles circles -> {
                    circlingCount++;
                    if (circling.size() < Plan.Unsettled.MOST_NAMED) {
                        circling.add(content.key());
                    }
                }
                case Course.End.Moves end -> {
                    moves.addAll(end.moves());
                    places.put(i, end.locations());
                    count(i, end.moves());
                    moved.set(i);
                }
            }
        }
    }
}

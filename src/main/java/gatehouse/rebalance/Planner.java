// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds what has to move so that all content is where it is wanted, without moving anything. What is wanted is asked of
 * preferred content as {@code git annex satisfy --rebalance} asks it; which of several contents moves when not all have
 * to depends on their order, there as here. Source: Command/Sync.hs, doc/git-annex-preferred-content.mdwn.
 */
public final class Planner {
    /** Bounds memory; a network with so much that cannot settle has expressions that contradict each other. */
    private static final int MOST_RESTLESS = 100_000;

    private Planner() {}

    /**
     * @param contents of which those elsewhere than in served repositories stay as they are
     * @param restless what an earlier plan found to be so
     * @throws FailureException Conflict when what is wanted does not settle at all
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public static Plan plan(Situation situation, Contents contents, Set<Key> restless) throws IOException {
        Set<Key> left = new HashSet<>(restless);
        while (left.size() <= MOST_RESTLESS) {
            Attempt attempt = new Attempt(situation, contents, left);
            switch (attempt.run()) {
                case AT_REST -> {
                    return attempt.plan();
                }
                case RESTLESS -> left.addAll(attempt.restless());
            }
        }
        throw new FailureException(new Failure.Conflict("what is wanted does not settle"));
    }
}

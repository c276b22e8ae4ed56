// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Jobs in the store, the last one of each repository. Safe for use by many threads. */
public interface Jobs {
    /**
     * Content that would not come to rest.
     *
     * @param rules under which that was found, see {@link Situation#digest()}
     */
    record Restless(String rules, Set<Key> keys) {
        public static final Restless NONE = new Restless("", Set.of());

        public Restless {
            keys = Set.copyOf(keys);
        }
    }

    Optional<Job> of(Uuid repository);

    /** Of all repositories, those that are {@link Job.State#isUnderWay()}. */
    List<Job> underWay();

    /** Returns when it is durable. */
    void save(Job job);

    /** What the last plan found. */
    Restless restless(Uuid repository);

    void save(Uuid repository, Restless restless);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import java.util.List;

/** What the API does with the store; {@code server} says how. Safe for use by many threads. */
public interface StoreAdministration {
    /**
     * How far the last rebuilding has come.
     *
     * @param running whether it goes on
     * @param repositories to be looked at
     * @param done of these
     * @param found contents that are there and that no branch told of
     * @param missing contents that a branch told of and that are not there
     * @param problems each a line about a repository that is to be rebuilt once more
     */
    record Rebuilding(boolean running, int repositories, int done, long found, long missing, List<String> problems) {
        public Rebuilding {
            problems = List.copyOf(problems);
        }
    }

    /** Begins to rebuild what the branches and the contents tell, unless that goes on already. Returns at once. */
    Rebuilding rebuild();

    Rebuilding rebuilding();
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.Uuid;

/** What is done each hour for the history of a repository. */
public record SizeRecording(RepoSizes sizes, SizeHistory history) {
    private static final int HOURS_OF_DAY = 24;

    /**
     * Records the sizes of a repository, if they are counted. Once a day its history is thinned; which hour that is
     * differs between repositories.
     */
    public void record(Uuid repository, Hour now) {
        sizes.now(repository).ifPresent(counted -> history.record(repository, now, counted));
        if (Math.floorMod(now.sinceEpoch() + repository.hashCode(), HOURS_OF_DAY) == 0) {
            history.thin(repository, new Thinning(now));
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How sizes changed over time, for plots. Only what changed is kept, so a value holds until the next one; what happened
 * while no server ran is seen at the first hour after it. Safe for use by many threads.
 */
public interface SizeHistory {
    /** What the branch of {@code repository} said over time that {@code location} holds. */
    record Series(Uuid repository, Uuid location) {}

    /** @param size empty when the branch knew the location no longer */
    record Point(Hour hour, Optional<RepoSize> size) {}

    /** From one hour to another, both of them included. */
    record Span(Hour since, Hour until) {}

    /**
     * Records the sizes at an hour; in place of those recorded at the same hour before. Of a location with a newer
     * value than that, nothing is recorded.
     *
     * @param sizes of all that the branch knows
     */
    void record(Uuid repository, Hour hour, Map<Uuid, RepoSize> sizes);

    /** The value that holds at an hour. Empty when there is none that old. */
    Optional<Point> at(Series series, Hour hour);

    /**
     * The values that begin in a time, the oldest first.
     *
     * @param most how many at most
     */
    List<Point> within(Series series, Span span, int most);

    /** Deletes what {@link Thinning} does not keep. */
    void thin(Uuid repository, Thinning thinning);

    /** Forgets all of a repository. */
    void forget(Uuid repository);
}

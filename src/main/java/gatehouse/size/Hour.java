// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import java.time.Duration;
import java.time.Instant;

/** A whole hour of UTC. */
public record Hour(long sinceEpoch) implements Comparable<Hour> {
    private static final long SECONDS = Duration.ofHours(1).toSeconds();

    /** The hour that a moment is in. */
    public static Hour of(Instant moment) {
        return new Hour(Math.floorDiv(moment.getEpochSecond(), SECONDS));
    }

    public Instant start() {
        return Instant.ofEpochSecond(sinceEpoch * SECONDS);
    }

    @Override
    public int compareTo(Hour other) {
        return Long.compare(sinceEpoch, other.sinceEpoch);
    }
}

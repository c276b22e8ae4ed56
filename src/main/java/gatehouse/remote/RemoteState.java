// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How a remote has done of late, as seen from here.
 *
 * @param transfers contents on their way, to or from it
 * @param recentBytesPerSecond empty when nothing that could tell was transferred in the last minutes
 * @param roundTripMillis how long short questions took of late; empty before the first one
 */
public record RemoteState(
        Circuit circuit,
        int transfers,
        OptionalLong recentBytesPerSecond,
        OptionalDouble roundTripMillis,
        Optional<LastFailure> lastFailure) {
    /** Of a remote that nobody has asked anything yet. */
    public static final RemoteState UNKNOWN =
            new RemoteState(Circuit.CLOSED, 0, OptionalLong.empty(), OptionalDouble.empty(), Optional.empty());

    /** Whether it is asked at all. */
    public enum Circuit {
        /** It is asked. */
        CLOSED,
        /** It has failed again and again, and is left alone for a while. */
        OPEN,
        /** One question is let through, and decides. */
        HALF_OPEN
    }

    /** @param reason one line */
    public record LastFailure(String reason, Instant at) {}
}

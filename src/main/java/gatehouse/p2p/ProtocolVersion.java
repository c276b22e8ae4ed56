// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import java.util.Locale;
import java.util.Optional;

/** A version of the P2P protocol, as it stands in a path. Source: P2P/Http/Types.hs. */
public enum ProtocolVersion {
    V0,
    V1,
    V2,
    V3,
    V4;

    /** Empty when this server does not speak it: the client then falls back to an older one. */
    public static Optional<ProtocolVersion> of(String segment) {
        return switch (segment) {
            case "v0" -> Optional.of(V0);
            case "v1" -> Optional.of(V1);
            case "v2" -> Optional.of(V2);
            case "v3" -> Optional.of(V3);
            case "v4" -> Optional.of(V4);
            default -> Optional.empty();
        };
    }

    /** As it stands in a path. */
    public String segment() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** There are monotonic timestamps, and removals that are too late after one, from this version on. */
    public boolean hasTimestamps() {
        return compareTo(V3) >= 0;
    }

    /** Whoever sends content says at its end whether it is good, from this version on. */
    public boolean hasValidity() {
        return compareTo(V1) >= 0;
    }

    /** An upload may go on from an offset from this version on. */
    public boolean hasPutOffset() {
        return compareTo(V1) >= 0;
    }

    /** Replies name other repositories from this version on. */
    public boolean hasPlusUuids() {
        return compareTo(V2) >= 0;
    }

    public boolean hasDataPresent() {
        return this == V4;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import java.util.Optional;

/** A version of the P2P protocol, as it stands in a path. Source: P2P/Http/Types.hs. */
enum ProtocolVersion {
    V0,
    V1,
    V2,
    V3,
    V4;

    /** Empty when this server does not speak it: the client then falls back to an older one. */
    static Optional<ProtocolVersion> of(String segment) {
        return switch (segment) {
            case "v0" -> Optional.of(V0);
            case "v1" -> Optional.of(V1);
            case "v2" -> Optional.of(V2);
            case "v3" -> Optional.of(V3);
            case "v4" -> Optional.of(V4);
            default -> Optional.empty();
        };
    }

    /** Replies name other repositories from this version on. */
    boolean hasPlusUuids() {
        return compareTo(V2) >= 0;
    }

    boolean hasDataPresent() {
        return this == V4;
    }
}

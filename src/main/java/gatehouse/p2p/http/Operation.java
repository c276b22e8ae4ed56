// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.ProtocolVersion;
import gatehouse.tenant.Action;
import java.util.Optional;

/** The requests of the protocol, their word in the path and the version they began with. Source: P2P/Http.hs. */
enum Operation {
    KEY("key", "GET", ProtocolVersion.V0, Action.READ),
    CHECK_PRESENT("checkpresent", "POST", ProtocolVersion.V0, Action.READ),
    PUT("put", "POST", ProtocolVersion.V0, Action.STORE),
    PUT_OFFSET("putoffset", "POST", ProtocolVersion.V1, Action.STORE),
    REMOVE("remove", "POST", ProtocolVersion.V0, Action.REMOVE),
    REMOVE_BEFORE("remove-before", "POST", ProtocolVersion.V3, Action.REMOVE),
    GET_TIMESTAMP("gettimestamp", "POST", ProtocolVersion.V3, Action.READ),
    LOCK_CONTENT("lockcontent", "POST", ProtocolVersion.V0, Action.LOCK),
    KEEP_LOCKED("keeplocked", "POST", ProtocolVersion.V0, Action.LOCK);

    private final String word;
    private final String method;
    private final ProtocolVersion since;
    private final Action action;

    Operation(String word, String method, ProtocolVersion since, Action action) {
        this.word = word;
        this.method = method;
        this.since = since;
        this.action = action;
    }

    static Optional<Operation> of(String segment, ProtocolVersion version) {
        for (Operation operation : values()) {
            if (operation.word.equals(segment) && operation.since.compareTo(version) <= 0) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    String method() {
        return method;
    }

    Action action() {
        return action;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.key.Key;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.ProtocolVersion;
import java.io.IOException;

/**
 * A request that is answered with an object of JSON. Its parameters are read when it is made, so that what is malformed
 * is told before it is asked who may.
 */
interface JsonCall {
    byte[] reply(Peer peer) throws IOException;

    /**
     * @param operation one without a body
     * @throws gatehouse.failure.FailureException Malformed
     */
    static JsonCall of(Operation operation, ProtocolVersion version, Parameters parameters) {
        if (operation == Operation.GET_TIMESTAMP) {
            parameters.clientUuid();
            return peer -> ReplyJson.of(peer.timestamp());
        }
        Key key = parameters.key();
        parameters.clientUuid();
        return switch (operation) {
            case CHECK_PRESENT -> peer -> ReplyJson.present(peer.present(key));
            case PUT_OFFSET -> peer -> ReplyJson.of(peer.putOffset(key), version);
            case REMOVE -> peer -> ReplyJson.of(peer.remove(key), version);
            case REMOVE_BEFORE -> {
                MonotonicTimestamp until = new MonotonicTimestamp(parameters.timestampSeconds());
                yield peer -> ReplyJson.of(peer.removeBefore(key, until), version);
            }
            case LOCK_CONTENT -> peer -> ReplyJson.of(peer.lock(key));
            case KEY, PUT, KEEP_LOCKED, GET_TIMESTAMP -> throw new IllegalArgumentException(operation.name());
        };
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The replies as JSON. Source: P2P/Http/Types.hs. */
final class ReplyJson {
    // Held, because each look-up of the JSON provider costs more than the reply.
    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());
    private static final String PLUS_UUIDS = "plusuuids";
    private static final byte[] PRESENT = bytes(JSON.createObjectBuilder().add("present", true));
    private static final byte[] ABSENT = bytes(JSON.createObjectBuilder().add("present", false));

    private ReplyJson() {}

    static byte[] present(boolean present) {
        return (present ? PRESENT : ABSENT).clone();
    }

    static byte[] of(PutReply reply, ProtocolVersion version) {
        return switch (reply) {
            case PutReply.Stored stored -> plus("stored", true, stored.plusUuids(), version);
            case PutReply.NotStored notStored -> plus("stored", false, List.of(), version);
        };
    }

    static byte[] of(RemoveReply reply, ProtocolVersion version) {
        return switch (reply) {
            case RemoveReply.Removed removed -> plus("removed", true, removed.plusUuids(), version);
            case RemoveReply.NotRemoved notRemoved -> plus("removed", false, notRemoved.plusUuids(), version);
        };
    }

    static byte[] of(PutOffset reply, ProtocolVersion version) {
        return switch (reply) {
            case PutOffset.From from -> bytes(JSON.createObjectBuilder().add("offset", from.bytes()));
            case PutOffset.AlreadyHave have -> plus("alreadyhave", true, have.plusUuids(), version);
        };
    }

    static byte[] of(MonotonicTimestamp timestamp) {
        return bytes(JSON.createObjectBuilder().add("timestamp", timestamp.seconds()));
    }

    static byte[] of(LockReply reply) {
        return switch (reply) {
            case LockReply.Locked locked ->
                bytes(JSON.createObjectBuilder()
                        .add("locked", true)
                        .add("lockid", locked.id().text()));
            case LockReply.NotLocked notLocked -> notLocked();
        };
    }

    static byte[] notLocked() {
        return bytes(JSON.createObjectBuilder().add("locked", false));
    }

    // Fields stand in alphabetical order, as upstream's do.
    private static byte[] plus(String field, boolean value, List<Uuid> plusUuids, ProtocolVersion version) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        if (!version.hasPlusUuids()) {
            return bytes(object.add(field, value));
        }
        JsonArrayBuilder uuids = JSON.createArrayBuilder();
        plusUuids.forEach(uuid -> uuids.add(uuid.text()));
        return bytes(
                field.compareTo(PLUS_UUIDS) < 0
                        ? object.add(field, value).add(PLUS_UUIDS, uuids)
                        : object.add(PLUS_UUIDS, uuids).add(field, value));
    }

    private static byte[] bytes(JsonObjectBuilder object) {
        return object.build().toString().getBytes(StandardCharsets.UTF_8);
    }
}

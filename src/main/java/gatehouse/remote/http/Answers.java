// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the JSON of an answer says. Each method throws IOException for what is no such answer. Source:
 * P2P/Http/Types.hs.
 */
final class Answers {
    private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

    private Answers() {}

    static boolean present(byte[] json) throws IOException {
        return read(json, object -> object.getBoolean("present"));
    }

    static PutOffset putOffset(byte[] json) throws IOException {
        return read(
                json,
                object -> object.getBoolean("alreadyhave", false)
                        ? new PutOffset.AlreadyHave(plusUuids(object))
                        : new PutOffset.From(object.getJsonNumber("offset").longValueExact()));
    }

    static PutReply put(byte[] json) throws IOException {
        return read(
                json,
                object -> object.getBoolean("stored")
                        ? new PutReply.Stored(plusUuids(object))
                        : new PutReply.NotStored());
    }

    static RemoveReply remove(byte[] json) throws IOException {
        return read(
                json,
                object -> object.getBoolean("removed")
                        ? new RemoveReply.Removed(plusUuids(object))
                        : new RemoveReply.NotRemoved(plusUuids(object)));
    }

    static MonotonicTimestamp timestamp(byte[] json) throws IOException {
        return read(
                json,
                object ->
                        new MonotonicTimestamp(object.getJsonNumber("timestamp").longValueExact()));
    }

    static LockReply lock(byte[] json) throws IOException {
        return read(
                json,
                object -> object.getBoolean("locked")
                        ? new LockReply.Locked(new LockId(object.getString("lockid")))
                        : new LockReply.NotLocked());
    }

    private static <T> T read(byte[] json, Function<JsonObject, T> reading) throws IOException {
        try (JsonReader reader = JSON.createReader(new ByteArrayInputStream(json))) {
            return reading.apply(reader.readObject());
        } catch (JsonException | NullPointerException | ClassCastException | ArithmeticException e) {
            throw new IOException("the remote gave an answer that is none of the protocol", e);
        }
    }

    private static List<Uuid> plusUuids(JsonObject object) {
        List<Uuid> uuids = new ArrayList<>();
        if (object.containsKey("plusuuids")) {
            for (JsonValue value : object.getJsonArray("plusuuids")) {
                uuid(((JsonString) value).getString()).ifPresent(uuids::add);
            }
        }
        return uuids;
    }

    private static Optional<Uuid> uuid(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(text.substring(1, text.length() - 1));
                return Uuid.of(new String(bytes, StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Uuid.of(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
}

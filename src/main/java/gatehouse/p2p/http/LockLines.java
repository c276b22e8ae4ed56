// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the body of a keeplocked request says: a line of JSON for each message. For one thread at a time. */
final class LockLines {
    static final int MAX_BYTES = 1024;
    private static final Logger LOG = Logger.getLogger(LockLines.class.getName());
    private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** What a byte brought to its end. */
    enum Said {
        /** Nothing that changes anything. */
        NOTHING,
        /** The lock is to be given up. */
        UNLOCK,
        /** No message of the protocol. */
        NONSENSE
    }

    Said take(byte b) {
        if (b != '\n') {
            line.write(b);
        }
        return b == '\n' || line.size() > MAX_BYTES ? message() : Said.NOTHING;
    }

    /** Nothing will follow. */
    Said end() {
        return message();
    }

    private Said message() {
        byte[] json = line.toByteArray();
        line.reset();
        if (new String(json, StandardCharsets.ISO_8859_1).isBlank()) {
            return Said.NOTHING;
        }
        try (JsonReader reader = JSON.createReader(new ByteArrayInputStream(json))) {
            return reader.readObject().getBoolean("unlock") ? Said.UNLOCK : Said.NOTHING;
        } catch (JsonException | NullPointerException | ClassCastException e) {
            LOG.log(Level.FINE, "not an unlock request", e);
            return Said.NONSENSE;
        }
    }
}

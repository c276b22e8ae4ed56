// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request. Values keep every byte; a parameter given twice counts once, the first. All methods throw
 * {@link FailureException} with Malformed. Source: P2P/Http.hs, P2P/Http/Types.hs.
 */
final class Parameters {
    private static final int MOST = 100;

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    static Parameters of(@Nullable String rawQuery) {
        Map<String, String> values = new HashMap<>();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            String[] pairs = rawQuery.split("&", MOST + 1);
            if (pairs.length > MOST) {
                throw malformed("too many parameters");
            }
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.putIfAbsent(
                        ByteText.percentDecoded(name, ByteText.Plus.SPACE),
                        ByteText.percentDecoded(value, ByteText.Plus.SPACE));
            }
        }
        return new Parameters(values);
    }

    Key key() {
        return key(required("key"));
    }

    static Key key(String text) {
        return Key.of(ByteText.unwrapped(text)).orElseThrow(() -> malformed("key parse error"));
    }

    static Uuid uuid(String text) {
        return Uuid.of(ByteText.unwrapped(text)).orElseThrow(() -> malformed("not a UUID"));
    }

    Uuid clientUuid() {
        return uuid(required("clientuuid"));
    }

    Optional<Uuid> optionalClientUuid() {
        return Optional.ofNullable(values.get("clientuuid")).map(Parameters::uuid);
    }

    long offsetBytes() {
        String offset = values.get("offset");
        return offset == null ? 0 : number("offset", offset);
    }

    long timestampSeconds() {
        return signedNumber("timestamp", required("timestamp"));
    }

    String lockId() {
        return ByteText.unwrapped(required("lockid"));
    }

    boolean dataPresent() {
        String present = values.get("data-present");
        if (present == null) {
            return false;
        }
        return switch (present) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            default -> throw malformed("data-present is neither true nor false");
        };
    }

    /** A count of bytes as it stands in a parameter or header. */
    static long number(String name, String text) {
        long value = signedNumber(name, text);
        if (value < 0) {
            throw malformed(name + " parse error");
        }
        return value;
    }

    private static long signedNumber(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw malformed(name + " parse error");
        }
    }

    private String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw malformed("Query parameter " + name + " is required");
        }
        return value;
    }

    static FailureException malformed(String reason) {
        return new FailureException(new Failure.Malformed(reason));
    }
}

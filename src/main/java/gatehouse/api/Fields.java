// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/**
 * The object in the body of a request. Each of its methods throws FailureException Malformed for what is not as asked.
 */
final class Fields {
    private static final int MAX_BYTES = 16 * 1024;

    private final JsonObject object;

    private Fields(JsonObject object) {
        this.object = object;
    }

    /** @param names all that the object may have */
    static Fields read(InputStream body, Set<String> names) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw malformed("the body has at most " + MAX_BYTES + " bytes");
        }
        JsonObject object = parse(bytes);
        for (String name : object.keySet()) {
            if (!names.contains(name)) {
                throw malformed("there is no field " + Json.createValue(name));
            }
        }
        return new Fields(object);
    }

    String text(String name) {
        if (required(name) instanceof JsonString string) {
            return string.getString();
        }
        throw malformed(name + " must be a string");
    }

    /** As {@link #text(String)}, of one line. */
    String line(String name, int mostChars) {
        String text = text(name);
        if (text.length() > mostChars || text.chars().anyMatch(Character::isISOControl)) {
            throw malformed(name + " has at most " + mostChars + " characters, and no control characters");
        }
        return text;
    }

    boolean has(String name) {
        return object.containsKey(name);
    }

    long number(String name) {
        if (required(name) instanceof JsonNumber number) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException e) {
                throw malformed(name + " must be a whole number");
            }
        }
        throw malformed(name + " must be a number");
    }

    /** A number that is none of the special ones. */
    double decimal(String name) {
        if (required(name) instanceof JsonNumber number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw malformed(name + " must be a number");
    }

    boolean flag(String name) {
        return switch (required(name).getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            case ARRAY, OBJECT, STRING, NUMBER, NULL -> throw malformed(name + " must be true or false");
        };
    }

    boolean flag(String name, boolean unlessGiven) {
        return has(name) ? flag(name) : unlessGiven;
    }

    /** An array of strings. */
    List<String> texts(String name, int most) {
        if (required(name) instanceof JsonArray array
                && array.size() <= most
                && array.stream().allMatch(JsonString.class::isInstance)) {
            return array.getValuesAs(JsonString::getString);
        }
        throw malformed(name + " must be an array of strings, at most " + most);
    }

    private JsonValue required(String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            throw malformed(name + " is missing");
        }
        return value;
    }

    private static JsonObject parse(byte[] bytes) {
        try (JsonParser parser = Json.createParser(new ByteArrayInputStream(bytes))) {
            parser.next();
            JsonObject object = parser.getObject();
            if (!parser.hasNext()) {
                return object;
            }
        } catch (RuntimeException e) {
            // The parser throws its own exceptions, but also bare ones: for an empty body, for too deep a nesting.
            throw notOneObject();
        }
        throw notOneObject();
    }

    private static FailureException notOneObject() {
        return malformed("the body must be one JSON object");
    }

    static FailureException malformed(String reason) {
        return new FailureException(new Failure.Malformed(reason));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Asking;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.repository.Uuid;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request. Values keep every byte; a parameter given twice counts once, the first. All methods throw
 * {@link FailureException} with Malformed. Source: P2P/Http.hs, P2P/Http/Types.hs.
 */
final class Parameters {
    private static final int MOST = 100;
    private static final int MOST_DIGITS = 40;

    private static final int MOST_STAND_IN_CHARS = 100;
    /** Who downloads with a browser. */
    private static final Uuid UNNAMED = new Uuid("client-unnamed");

    private final Map<String, String> values;
    private final List<String> bypass;

    private Parameters(Map<String, String> values, List<String> bypass) {
        this.values = values;
        this.bypass = bypass;
    }

    static Parameters of(@Nullable String rawQuery) {
        Map<String, String> values = new HashMap<>();
        List<String> bypass = new ArrayList<>();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            for (String pair : pairs(rawQuery)) {
                int equals = pair.indexOf('=');
                // A name without a value counts as missing, as it does upstream.
                if (equals >= 0) {
                    String name = ByteText.percentDecoded(pair.substring(0, equals), ByteText.Plus.SPACE);
                    String value = ByteText.percentDecoded(pair.substring(equals + 1), ByteText.Plus.SPACE);
                    values.putIfAbsent(name, value);
                    if (name.equals("bypass")) {
                        bypass.add(value);
                    }
                }
            }
        }
        return new Parameters(values, bypass);
    }

    private static List<String> pairs(String rawQuery) {
        List<String> pairs = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= rawQuery.length(); i++) {
            if (i == rawQuery.length() || rawQuery.charAt(i) == '&' || rawQuery.charAt(i) == ';') {
                pairs.add(rawQuery.substring(begin, i));
                begin = i + 1;
                if (pairs.size() > MOST) {
                    throw malformed("too many parameters");
                }
            }
        }
        return pairs;
    }

    Key key() {
        String text = required("key");
        return named("key", () -> key(text));
    }

    /** A key as it stands in a path, decoded but not yet unwrapped. */
    static Key key(String text) {
        return Key.of(ByteText.unwrapped(text)).orElseThrow(() -> malformed("key parse error"));
    }

    /** The UUID of a repository as it stands in a path, decoded but not yet unwrapped; none can have an odd one. */
    static Uuid uuid(String text) {
        String unwrapped = ByteText.unwrapped(text);
        if (unwrapped.isEmpty()) {
            throw malformed("empty UUID");
        }
        return Uuid.of(unwrapped).orElseThrow(() -> new FailureException(new Failure.Missing("no such repository")));
    }

    Uuid clientUuid() {
        String text = required("clientuuid");
        return named("clientuuid", () -> client(text));
    }

    Optional<Uuid> optionalClientUuid() {
        String text = values.get("clientuuid");
        return text == null ? Optional.empty() : Optional.of(named("clientuuid", () -> client(text)));
    }

    private static Uuid client(String text) {
        String unwrapped = ByteText.unwrapped(text);
        if (unwrapped.isEmpty()) {
            throw malformed("empty UUID");
        }
        return Uuid.of(unwrapped).orElseGet(() -> standIn(unwrapped));
    }

    /** Clients may call themselves anything; what cannot be a UUID is one in this form. */
    private static Uuid standIn(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Uuid("client-" + encoded.substring(0, Math.min(encoded.length(), MOST_STAND_IN_CHARS)));
    }

    /** Who asks, and what gateways of a cluster are not to be asked again. */
    Asking asking(ProtocolVersion version) {
        Uuid client = optionalClientUuid().orElse(UNNAMED);
        return new Asking(
                client,
                version.hasPlusUuids()
                        ? bypass.stream().map(Parameters::client).collect(Collectors.toUnmodifiableSet())
                        : Set.of());
    }

    /** The name of the content in the repository of whoever sends it, one char for each byte. */
    Optional<String> file() {
        String file = values.get("associatedfile");
        return file == null
                ? Optional.empty()
                : Optional.of(named("associatedfile", () -> ByteText.unwrapped(file)))
                        .filter(name -> !name.isEmpty());
    }

    /** Refuses what no gateway's UUID can be, and file names in brackets that cannot be read. */
    void checkUnused() {
        for (String gateway : bypass) {
            try {
                client(gateway);
            } catch (FailureException e) {
                throw malformed("Error parsing query parameter(s) bypass failed: "
                        + e.failure().reason());
            }
        }
        String file = values.get("associatedfile");
        if (file != null) {
            named("associatedfile", () -> ByteText.unwrapped(file));
        }
    }

    long offsetBytes() {
        String offset = values.get("offset");
        return offset == null ? 0 : named("offset", () -> new Field("offset", offset).number());
    }

    long timestampSeconds() {
        String timestamp = required("timestamp");
        return named("timestamp", () -> new Field("timestamp", timestamp).number());
    }

    String lockId() {
        String text = required("lockid");
        String unwrapped = named("lockid", () -> ByteText.unwrapped(text));
        if (unwrapped.isEmpty()) {
            throw malformed("Error parsing query parameter lockid failed: empty UUID");
        }
        return unwrapped;
    }

    boolean dataPresent() {
        String present = values.get("data-present");
        if (present == null) {
            return false;
        }
        return switch (present.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw malformed("Error parsing query parameter data-present failed: neither true nor false");
        };
    }

    /** A parameter or header. */
    record Field(String name, String text) {
        /** A number without sign; what a long cannot hold is its largest. */
        long number() {
            if (text.isEmpty() || text.length() > MOST_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw malformed(name + " parse error");
            }
            BigInteger value = new BigInteger(text);
            return value.bitLength() < Long.SIZE ? value.longValue() : Long.MAX_VALUE;
        }
    }

    private static <T> T named(String name, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (FailureException e) {
            throw malformed("Error parsing query parameter " + name + " failed: "
                    + e.failure().reason());
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

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import gatehouse.key.Key;
import gatehouse.p2p.LockId;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Parameters of a request, encoded. Source: P2P/Http/Types.hs. */
final class Query {
    private static final String PLAIN = "-._~";

    private final StringBuilder text = new StringBuilder();

    static Query of(Uuid client) {
        return new Query().add("clientuuid", client.text());
    }

    /** Gateways of a cluster that are not to be asked again. */
    Query bypass(Set<Uuid> gateways) {
        gateways.stream().sorted().forEach(gateway -> add("bypass", gateway.text()));
        return this;
    }

    /** A name of the content, one char for each byte. */
    Query file(Optional<String> file) {
        return file.isPresent() ? add("associatedfile", file.get()) : this;
    }

    Query key(Key key) {
        return add("key", key.text());
    }

    Query offset(long bytes) {
        return add("offset", Long.toString(bytes));
    }

    Query until(MonotonicTimestamp timestamp) {
        return add("timestamp", Long.toString(timestamp.seconds()));
    }

    Query lock(LockId id) {
        return add("lockid", id.text());
    }

    Query dataPresent() {
        return add("data-present", "true");
    }

    /** @param value one char for each byte */
    private Query add(String name, String value) {
        text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(encoded(value));
        return this;
    }

    /** A key or UUID as part of a path or query: in brackets where it is not plain text. */
    static String encoded(String byteText) {
        boolean plain = byteText.chars().allMatch(c -> c > ' ' && c < 0x7f) && !byteText.startsWith("[");
        String piece = plain
                ? byteText
                : "[" + Base64.getUrlEncoder().encodeToString(byteText.getBytes(StandardCharsets.ISO_8859_1)) + "]";
        StringBuilder encoded = new StringBuilder();
        for (char c : piece.toCharArray()) {
            if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        return encoded.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

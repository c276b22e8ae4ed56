// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.ProtocolVersion;

/** What the path of a request asks for. Segments are still percent-encoded. Source: P2P/Http.hs. */
sealed interface Route {
    /** @param key the key's segment, empty where the operation takes it from the query */
    record Versioned(String uuid, ProtocolVersion version, Operation operation, String key) implements Route {}

    /** The unversioned download. */
    record PlainKey(String uuid, String key) implements Route {}

    /** Nothing is served there. */
    record Nowhere() implements Route {}

    /**
     * A slash behind the last segment changes nothing.
     *
     * @param rawPath path of the request from its first slash on, percent-encoded, without the query
     */
    static Route of(String rawPath) {
        String[] segments = segments(rawPath);
        if (segments.length < 5 || segments.length > 6 || !word(segments[1]).equals("git-annex")) {
            return new Nowhere();
        }
        if (segments.length == 5 && word(segments[3]).equals("key")) {
            return new PlainKey(segments[2], segments[4]);
        }
        String key = segments.length == 6 ? segments[5] : "";
        return ProtocolVersion.of(word(segments[3]))
                .flatMap(version -> Operation.of(word(segments[4]), version)
                        .filter(operation -> (operation == Operation.KEY) == (segments.length == 6))
                        .<Route>map(operation -> new Versioned(segments[2], version, operation, key)))
                .orElseGet(Nowhere::new);
    }

    private static String[] segments(String rawPath) {
        String path = rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
        return path.split("/", -1);
    }

    private static String word(String segment) {
        return ByteText.percentDecoded(segment, ByteText.Plus.LITERAL);
    }
}

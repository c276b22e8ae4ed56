// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

/**
 * What the path of a request asks for. Segments are still percent-encoded. Source: P2P/Http.hs.
 */
sealed interface Route {
    /** @param key the key's segment, empty where the operation takes it from the query */
    record Versioned(String uuid, ProtocolVersion version, Operation operation, String key) implements Route {}

    /** The unversioned download. */
    record PlainKey(String uuid, String key) implements Route {}

    /** Nothing is served there. */
    record Nowhere() implements Route {}

    /** @param rawPath path of the request from its first slash on, without the query */
    static Route of(String rawPath) {
        String[] segments = rawPath.split("/", -1);
        if (segments.length < 5 || segments.length > 6 || !segments[1].equals("git-annex")) {
            return new Nowhere();
        }
        if (segments.length == 5 && segments[3].equals("key")) {
            return new PlainKey(segments[2], segments[4]);
        }
        return ProtocolVersion.of(segments[3])
                .flatMap(version -> Operation.of(segments[4], version)
                        .filter(operation -> (operation == Operation.KEY) == (segments.length == 6))
                        .<Route>map(operation -> new Versioned(
                                segments[2], version, operation, segments.length == 6 ? segments[5] : "")))
                .orElseGet(Nowhere::new);
    }
}

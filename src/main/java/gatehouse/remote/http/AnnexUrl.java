// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The address of a server that speaks the protocol. Source: P2P/Http/Url.hs.
 *
 * @param base what {@code /git-annex/} is appended to, without a slash at its end
 */
public record AnnexUrl(URI base) {
    private static final String PREFIX = "annex+";
    private static final int DEFAULT_PORT = 9417;
    private static final String ENDPOINT = "/git-annex";

    /** Of {@code annex+http://HOST[:PORT][/git-annex/]} or {@code annex+https}; empty for any other text. */
    public static Optional<AnnexUrl> of(String text) {
        if (!text.startsWith(PREFIX + "http://") && !text.startsWith(PREFIX + "https://")) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text.substring(PREFIX.length()));
            if (uri.getHost() == null) {
                return Optional.empty();
            }
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            return Optional.of(
                    new AnnexUrl(new URI(uri.getScheme(), null, uri.getHost(), port, path(uri.getPath()), null, null)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The endpoint may be left out or not, at the top of a server only. */
    private static String path(String given) {
        String path = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        return path.equals(ENDPOINT) ? "" : path;
    }

    /** @param rest of the path and a query, both encoded, without a slash at the beginning */
    URI resolve(String rest) {
        return URI.create(base + ENDPOINT + "/" + rest);
    }
}

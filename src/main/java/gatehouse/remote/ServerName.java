// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.remote.http.AnnexUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A server that speaks the protocol over HTTP, whatever is asked of it.
 *
 * @param text {@code SCHEME://HOST:PORT} in lower case
 */
public record ServerName(String text) implements Comparable<ServerName> {
    private static final int MOST_CHARS = 300;

    /** Of an url as of a remote, {@code annex+https://HOST[:PORT]/...}; empty for any other text. */
    public static Optional<ServerName> of(String url) {
        return url.length() > MOST_CHARS ? Optional.empty() : AnnexUrl.of(url).map(ServerName::of);
    }

    static ServerName of(AnnexUrl url) {
        URI base = url.base();
        String text = base.getScheme() + "://" + base.getHost() + ":" + base.getPort();
        return new ServerName(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(ServerName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}

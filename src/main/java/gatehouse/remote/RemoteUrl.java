// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.ssh.SshAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Urls that remotes are given. Texts have one char for each byte. */
public final class RemoteUrl {
    /** Up to the last @, as a password may hold one. */
    private static final Pattern PASSWORD = Pattern.compile("^([A-Za-z0-9+.-]+://[^/@:]*):[^/]*(?=@)");

    private static final Pattern USER = Pattern.compile("^[A-Za-z0-9+.-]+://[^/]*@");

    private RemoteUrl() {}

    /** As it may be seen by others: without a password. */
    public static String shown(String url) {
        return PASSWORD.matcher(url).replaceFirst("$1");
    }

    /** Why a remote may not be given this url; empty when it may. */
    public static Optional<String> refusal(String url) {
        if (url.isEmpty() || url.startsWith("-") || url.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.of("not a url of a repository");
        }
        String scheme = GitUrl.scheme(url);
        if (USER.matcher(url).find() && !scheme.equals("ssh")) {
            return Optional.of("a url has no user or password here; they are kept with the server's credentials");
        }
        return switch (scheme) {
            case "file" -> Optional.empty();
            case "ssh" ->
                SshAddress.of(url).isPresent() ? Optional.empty() : Optional.of("not a url of a repository over ssh");
            case "annex+http", "annex+https" ->
                AnnexUrl.of(url).isPresent() ? Optional.empty() : Optional.of("not a url of a server");
            case "http", "https" -> Optional.empty();
            case String other -> Optional.of("urls of " + other + " are not for remotes here");
        };
    }

    /** As {@link #refusal}, of where git-annex alone is to speak to a remote. */
    public static Optional<String> annexRefusal(String url) {
        return refusal(url)
                .or(() -> AnnexUrl.of(url).isPresent()
                        ? Optional.empty()
                        : Optional.of("git-annex speaks to servers at annex+http:// or annex+https://"));
    }
}

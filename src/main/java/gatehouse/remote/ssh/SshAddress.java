// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.ssh;

import gatehouse.repository.FileSystemText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository over ssh. Source: git's connect.c, git-annex Git/Construct.hs, Git/Url.hs.
 *
 * @param path as git-annex-shell takes it, one char for each byte: {@code /~/} at its beginning stands for the home
 *     folder there
 */
public record SshAddress(SshHost host, String path) {
    private static final Pattern SHORT = Pattern.compile("(?:([^@/:]+)@)?(\\[[^\\]/]+\\]|[^@/:\\[\\]]+):(.+)");

    /** Of {@code ssh://[USER@]HOST[:PORT]/PATH} or {@code [USER@]HOST:PATH}; empty for any other text. */
    public static Optional<SshAddress> of(String url) {
        if (url.startsWith("ssh://") || url.startsWith("git+ssh://") || url.startsWith("ssh+git://")) {
            return ofUrl(url);
        }
        Matcher m = SHORT.matcher(url);
        if (!m.matches() || m.group(3).startsWith(":")) {
            return Optional.empty();
        }
        String host =
                m.group(2).startsWith("[") ? m.group(2).substring(1, m.group(2).length() - 1) : m.group(2);
        String given = m.group(3);
        String path = given.startsWith("/") ? given : given.startsWith("~") ? "/" + given : "/~/" + given;
        return SshHost.of(Optional.ofNullable(m.group(1)), host, 0).map(there -> new SshAddress(there, path));
    }

    private static Optional<SshAddress> ofUrl(String url) {
        try {
            URI uri = new URI(FileSystemText.decode(url));
            boolean secret = uri.getUserInfo() != null && uri.getUserInfo().indexOf(':') >= 0;
            if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2 || secret) {
                return Optional.empty();
            }
            String host = uri.getHost().startsWith("[")
                    ? uri.getHost().substring(1, uri.getHost().length() - 1)
                    : uri.getHost();
            String path = new String(uri.getPath().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return SshHost.of(Optional.ofNullable(uri.getUserInfo()), host, Math.max(uri.getPort(), 0))
                    .map(there -> new SshAddress(there, path));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}

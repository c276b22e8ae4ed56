// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.repository.GitRemote;
import java.util.Locale;
import java.util.Optional;

/** Whether a git remote can answer for others: it is asked over a network. Source: Remote/Git.hs, Git/Remote.hs. */
enum RemotePlace {
    /** It has no url, or that of a special remote. */
    NONE,
    /** In the file system. */
    LOCAL,
    /** Where git-annex answers for nothing else. */
    UNFIT,
    ELSEWHERE;

    static RemotePlace of(GitRemote remote) {
        Optional<String> url = remote.url();
        if (url.isEmpty() || url.get().startsWith("annex::")) {
            return NONE;
        }
        String used = remote.annexUrl().orElse(url.get());
        if (used.startsWith("annex+http://") || used.startsWith("annex+https://")) {
            return ELSEWHERE;
        }
        if (remote.isTrue("annex-git-lfs") || used.startsWith("gcrypt::") || used.startsWith("tor-annex::")) {
            return UNFIT;
        }
        return path(used).isPresent() ? LOCAL : ELSEWHERE;
    }

    /** The path that a url leads to in the file system; empty when it leads elsewhere. */
    static Optional<String> path(String url) {
        if (url.toLowerCase(Locale.ROOT).startsWith("file://")) {
            String after = url.substring("file://".length());
            int slash = after.indexOf('/');
            return slash < 0 ? Optional.empty() : Optional.of(after.substring(slash));
        }
        boolean remote = url.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:(//|:).*") || scpStyle(url);
        return remote ? Optional.empty() : Optional.of(url);
    }

    private static boolean scpStyle(String url) {
        int bracket = url.indexOf('[');
        String before = bracket < 0 ? url : url.substring(0, bracket);
        return url.contains(":") && !url.contains("//") && !before.contains("::");
    }
}

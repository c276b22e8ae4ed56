// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Urls as git takes them: a path, a true url, or {@code HOST:PATH}. Source: git's connect.c, git-annex Git/Url.hs. */
final class GitUrl {
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*", Pattern.DOTALL);
    private static final Pattern FOREIGN = Pattern.compile("([A-Za-z0-9][A-Za-z0-9+.-]*)::.*", Pattern.DOTALL);

    private GitUrl() {}

    /** Whether it is a path of this machine, or {@code file://} and a path. */
    static boolean isLocal(String url) {
        return scheme(url).equals("file");
    }

    /** In lower case: {@code file} for a path, {@code ssh} for {@code HOST:PATH}. */
    static String scheme(String url) {
        Matcher written = URL.matcher(url);
        if (written.matches()) {
            return written.group(1).toLowerCase(Locale.ROOT);
        }
        Matcher foreign = FOREIGN.matcher(url);
        if (foreign.matches()) {
            return foreign.group(1).toLowerCase(Locale.ROOT);
        }
        int colon = url.indexOf(':');
        int slash = url.indexOf('/');
        return colon < 0 || slash >= 0 && slash < colon ? "file" : "ssh";
    }
}

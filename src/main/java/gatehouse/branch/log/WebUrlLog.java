// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.whereis.LocationChange.Presence;
import java.util.SortedSet;

/**
 * The log of the URLs of a key's content: lines of {@code timestamp 1 URL}, where 0 stands for one that was taken back.
 * URLs have one char for each byte, and a prefix where something else than the web serves them ({@code yt:} or
 * {@code :}). Source: Logs/Web.hs.
 */
public final class WebUrlLog {
    private final LocationLog log;

    private WebUrlLog(LocationLog log) {
        this.log = log;
    }

    public static WebUrlLog parse(String text) {
        return new WebUrlLog(LocationLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    /** @throws IllegalArgumentException when the URL cannot stand in a line */
    public WebUrlLog with(VectorClock candidate, String url) {
        return new WebUrlLog(log.with(candidate, Presence.PRESENT, url));
    }

    /** A URL that it lacks stays unmentioned. */
    public WebUrlLog without(VectorClock candidate, String url) {
        return urls().contains(url) ? new WebUrlLog(log.with(candidate, Presence.MISSING, url)) : this;
    }

    public SortedSet<String> urls() {
        return log.presentTexts();
    }
}

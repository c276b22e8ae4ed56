// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The logs by which one clone decides for all: what is to be where, how many copies there are to be, whom to trust,
 * which clusters, proxies and special remotes there are. What repositories say of themselves (descriptions, where
 * content is, metadata, exports) is not among them. Source: Logs.hs.
 */
public final class SettingsLogs {
    private static final Set<String> BY_REPOSITORY =
            Set.of(GroupLog.FILE, TrustLog.FILE, PreferredContentLog.FILE, RequiredContentLog.FILE, RemoteLog.FILE);
    private static final Set<String> BY_FIELD =
            Set.of(ClusterLog.FILE, ProxyLog.FILE, MaxSizeLog.FILE, GroupPreferredContentLog.FILE, ConfigLog.FILE);
    private static final Set<String> NUMBERS = Set.of(NumCopiesLog.FILE, MinCopiesLog.FILE);

    /** Their names at the top of the branch. */
    public static final Set<String> FILES = all();

    private SettingsLogs() {}

    /**
     * The lines of a log that count: of those for one thing the newest. Lines of an unknown form count, as a newer
     * git-annex may know them.
     *
     * @param file one of {@link #FILES}
     */
    public static Set<String> inForce(String file, String text) {
        String counting;
        if (BY_REPOSITORY.contains(file)) {
            counting = UuidBasedLog.parse(text).format();
        } else if (BY_FIELD.contains(file)) {
            counting = MapLog.parse(text, value -> true).format();
        } else if (NUMBERS.contains(file)) {
            counting = SingleValueLog.parse(text).format();
        } else {
            throw new IllegalArgumentException("not a log of settings");
        }
        return new LinkedHashSet<>(LogLines.of(counting));
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>();
        List.of(BY_REPOSITORY, BY_FIELD, NUMBERS).forEach(all::addAll);
        return java.util.Collections.unmodifiableSet(all);
    }
}

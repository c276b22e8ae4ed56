// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The logs by which one clone decides for all: what is to be where, how many copies there are to be, whom to trust,
 * which clusters, proxies and special remotes there are. What repositories say of themselves (descriptions, where
 * content is, metadata, exports) is not among them. Source: Logs.hs.
 */
public enum SettingsLog {
    CLUSTERS(ClusterLog.FILE, Form.BY_FIELD),
    CONFIG(ConfigLog.FILE, Form.BY_FIELD),
    GROUPS(GroupLog.FILE, Form.BY_REPOSITORY),
    GROUP_PREFERRED_CONTENT(GroupPreferredContentLog.FILE, Form.BY_FIELD),
    MAX_SIZES(MaxSizeLog.FILE, Form.BY_FIELD),
    MIN_COPIES(MinCopiesLog.FILE, Form.NUMBER),
    NUM_COPIES(NumCopiesLog.FILE, Form.NUMBER),
    PREFERRED_CONTENT(PreferredContentLog.FILE, Form.BY_REPOSITORY),
    PROXIES(ProxyLog.FILE, Form.BY_FIELD),
    REMOTES(RemoteLog.FILE, Form.BY_REPOSITORY),
    REQUIRED_CONTENT(RequiredContentLog.FILE, Form.BY_REPOSITORY),
    TRUST(TrustLog.FILE, Form.BY_REPOSITORY);

    private enum Form {
        BY_REPOSITORY,
        BY_FIELD,
        NUMBER
    }

    private final String file;
    private final Form form;

    SettingsLog(String file, Form form) {
        this.file = file;
        this.form = form;
    }

    /** Its name at the top of the branch. */
    public String file() {
        return file;
    }

    /**
     * The lines of a log that count: of those for one thing the newest. Lines of an unknown form count, as a newer
     * git-annex may know them.
     */
    public Set<String> inForce(String text) {
        return new LinkedHashSet<>(LogLines.of(
                switch (form) {
                    case BY_REPOSITORY -> UuidBasedLog.parse(text).format();
                    case BY_FIELD -> MapLog.parse(text, value -> true).format();
                    case NUMBER -> SingleValueLog.parse(text).format();
                }));
    }
}

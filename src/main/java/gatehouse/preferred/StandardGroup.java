// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.Group;
import java.util.Optional;
import java.util.Set;

/** The groups that have a meaning, and what their repositories want. Source: Types/StandardGroups.hs. */
public enum StandardGroup {
    CLIENT("client", "(" + Wanted.CLIENT + ") or approxlackingcopies=1"),
    TRANSFER(
            "transfer",
            "(not (inallgroup=client and copies=client:2) and ((" + Wanted.CLIENT
                    + ") or approxlackingcopies=1)) or approxlackingcopies=1"),
    BACKUP("backup", "anything"),
    INCREMENTAL_BACKUP(
            "incrementalbackup",
            "((not copies=backup:1) and (not copies=incrementalbackup:1)) or approxlackingcopies=1"),
    SMALL_ARCHIVE(
            "smallarchive",
            "((include=*/archive/* or include=archive/*) and ((" + Wanted.NOT_ARCHIVED
                    + ") or approxlackingcopies=1)) or approxlackingcopies=1"),
    FULL_ARCHIVE("archive", "(" + Wanted.NOT_ARCHIVED + ") or approxlackingcopies=1"),
    SOURCE("source", "not (copies=1)"),
    MANUAL("manual", "present and ((" + Wanted.CLIENT + ") or approxlackingcopies=1)"),
    PUBLIC("public", "inpreferreddir"),
    UNWANTED("unwanted", "not anything");

    private static final class Wanted {
        static final String NOT_ARCHIVED = "not (copies=archive:1 or copies=smallarchive:1)";
        static final String CLIENT =
                "include=* and ((exclude=*/archive/* and exclude=archive/*) or (" + NOT_ARCHIVED + "))";
    }

    private final Group group;
    private final String expression;

    StandardGroup(String group, String expression) {
        this.group = new Group(group);
        this.expression = expression;
    }

    public Group group() {
        return group;
    }

    /** What {@code standard} stands for, in git-annex's language. */
    public String expression() {
        return expression;
    }

    /** The standard group among a repository's groups; empty unless there is exactly one. */
    public static Optional<StandardGroup> of(Set<Group> groups) {
        StandardGroup found = null;
        for (StandardGroup standard : values()) {
            if (groups.contains(standard.group)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = standard;
            }
        }
        return Optional.ofNullable(found);
    }
}

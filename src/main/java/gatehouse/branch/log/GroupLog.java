// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.Group;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code group.log}: the groups of repositories, names with spaces between them. Source: Logs/Group.hs. */
public final class GroupLog {
    public static final String FILE = "group.log";

    private final UuidBasedLog log;

    private GroupLog(UuidBasedLog log) {
        this.log = log;
    }

    public static GroupLog parse(String text) {
        return new GroupLog(UuidBasedLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    /** @param groups all that the repository is to be in */
    public GroupLog with(VectorClock candidate, Uuid uuid, Set<Group> groups) {
        String words = groups.stream().sorted().map(Group::text).collect(Collectors.joining(" "));
        return new GroupLog(log.with(candidate, uuid, words));
    }

    public Map<Uuid, Set<Group>> groups() {
        Map<Uuid, Set<Group>> groups = new TreeMap<>();
        log.values().forEach((uuid, words) -> groups.put(uuid, groups(words)));
        return groups;
    }

    private static SortedSet<Group> groups(String words) {
        SortedSet<Group> groups = new TreeSet<>();
        for (String word : words.split(" ")) {
            Group.of(word).ifPresent(groups::add);
        }
        return groups;
    }
}

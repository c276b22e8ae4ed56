// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.Group;
import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The repositories of a group, at least one, in order, and who chooses among them. Source: Logs/Group.hs. */
record GroupMembers(SortedSet<Uuid> uuids, BalancedPicker picker) {
    static Map<Group, GroupMembers> byGroup(Map<Uuid, Set<Group>> groups) {
        Map<Group, SortedSet<Uuid>> members = new TreeMap<>();
        groups.forEach((uuid, ofUuid) -> ofUuid.forEach(group ->
                members.computeIfAbsent(group, unknown -> new TreeSet<>()).add(uuid)));
        Map<Group, GroupMembers> byGroup = new HashMap<>();
        members.forEach((group, uuids) -> byGroup.put(
                group, new GroupMembers(Collections.unmodifiableSortedSet(uuids), new BalancedPicker(uuids))));
        return Map.copyOf(byGroup);
    }
}

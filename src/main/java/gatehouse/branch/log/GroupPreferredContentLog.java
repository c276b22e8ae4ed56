// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MapLog.FieldValue;
import gatehouse.repository.Group;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code group-preferred-content.log}: what {@code groupwanted} stands for in each group, lines of {@code timestamp
 * group expression}. Source: Logs/PreferredContent/Raw.hs.
 */
public final class GroupPreferredContentLog {
    public static final String FILE = "group-preferred-content.log";

    private final MapLog log;

    private GroupPreferredContentLog(MapLog log) {
        this.log = log;
    }

    public static GroupPreferredContentLog parse(String text) {
        return new GroupPreferredContentLog(MapLog.parse(text, value -> true));
    }

    public String format() {
        return log.format();
    }

    /** @param expression empty for none; a newline in it becomes a space */
    public GroupPreferredContentLog with(VectorClock candidate, Group group, String expression) {
        FieldValue set = new FieldValue(group.text(), LogLines.oneLine(expression));
        return new GroupPreferredContentLog(log.with(candidate, set));
    }

    public Map<Group, String> expressions() {
        Map<Group, String> expressions = new TreeMap<>();
        log.values().forEach((field, value) -> Group.of(field).ifPresent(group -> expressions.put(group, value)));
        return expressions;
    }
}

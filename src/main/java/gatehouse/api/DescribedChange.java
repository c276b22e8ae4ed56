// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementLogs;
import gatehouse.placement.SettingChange;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes of placement settings in the words of the audit. */
final class DescribedChange {
    private DescribedChange() {}

    static String what(SettingChange change) {
        return "placement."
                + switch (change) {
                    case SettingChange.MaxSizeOf maxSize -> "maxsize";
                    case SettingChange.Join join -> "group";
                    case SettingChange.Leave leave -> "ungroup";
                    case SettingChange.Wanted wanted -> "wanted";
                    case SettingChange.Required required -> "required";
                    case SettingChange.GroupWanted groupWanted -> "groupwanted";
                    case SettingChange.Trust trust -> "trust";
                    case SettingChange.Copies copies -> "numcopies";
                    case SettingChange.LeastCopies copies -> "mincopies";
                };
    }

    /** The location or group that is changed, one char for each byte; empty where it is the repository as a whole. */
    static String subject(SettingChange change) {
        return switch (change) {
            case SettingChange.MaxSizeOf maxSize -> maxSize.location().text();
            case SettingChange.Join join -> join.location().text();
            case SettingChange.Leave leave -> leave.location().text();
            case SettingChange.Wanted wanted -> wanted.location().text();
            case SettingChange.Required required -> required.location().text();
            case SettingChange.GroupWanted groupWanted -> groupWanted.group().text();
            case SettingChange.Trust trust -> trust.location().text();
            case SettingChange.Copies copies -> "";
            case SettingChange.LeastCopies copies -> "";
        };
    }

    static String wanted(SettingChange change) {
        return switch (change) {
            case SettingChange.MaxSizeOf maxSize -> bytes(maxSize.size());
            case SettingChange.Join join -> names(List.of(join.group()));
            case SettingChange.Leave leave -> "not " + names(List.of(leave.group()));
            case SettingChange.Wanted wanted -> ByteName.shown(wanted.expression());
            case SettingChange.Required required -> ByteName.shown(required.expression());
            case SettingChange.GroupWanted groupWanted -> ByteName.shown(groupWanted.expression());
            case SettingChange.Trust trust -> level(trust.level());
            case SettingChange.Copies copies -> Integer.toString(copies.copies().copies());
            case SettingChange.LeastCopies copies ->
                Integer.toString(copies.copies().copies());
        };
    }

    /** What the logs say of that which is changed; empty where it was never set. */
    static String shown(SettingChange change, PlacementLogs logs) {
        return switch (change) {
            case SettingChange.MaxSizeOf maxSize -> {
                MaxSize size = logs.maxSizes().get(maxSize.location());
                yield size == null ? "" : bytes(size);
            }
            case SettingChange.Join join -> groups(logs, join.location());
            case SettingChange.Leave leave -> groups(logs, leave.location());
            case SettingChange.Wanted wanted ->
                ByteName.shown(logs.expressions().preferred().getOrDefault(wanted.location(), ""));
            case SettingChange.Required required ->
                ByteName.shown(logs.expressions().required().getOrDefault(required.location(), ""));
            case SettingChange.GroupWanted groupWanted ->
                ByteName.shown(logs.expressions().ofGroups().getOrDefault(groupWanted.group(), ""));
            case SettingChange.Trust trust -> {
                TrustLevel level = logs.trust().get(trust.location());
                yield level == null ? "" : level(level);
            }
            case SettingChange.Copies copies ->
                logs.numCopies()
                        .map(number -> Integer.toString(number.copies()))
                        .orElse("");
            case SettingChange.LeastCopies copies ->
                logs.minCopies()
                        .map(number -> Integer.toString(number.copies()))
                        .orElse("");
        };
    }

    static String level(TrustLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static String bytes(MaxSize size) {
        return size.bytes() + " bytes";
    }

    private static String groups(PlacementLogs logs, Uuid location) {
        return names(logs.groups().getOrDefault(location, Set.of()));
    }

    private static String names(Collection<Group> groups) {
        return groups.stream().map(group -> ByteName.shown(group.text())).collect(Collectors.joining(" "));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.log.GroupLog;
import gatehouse.branch.log.GroupPreferredContentLog;
import gatehouse.branch.log.MaxSizeLog;
import gatehouse.branch.log.MinCopiesLog;
import gatehouse.branch.log.NumCopiesLog;
import gatehouse.branch.log.PreferredContentLog;
import gatehouse.branch.log.RequiredContentLog;
import gatehouse.branch.log.TrustLog;
import gatehouse.branch.log.VectorClock;
import gatehouse.preferred.PreferredContent;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * One setting of placement, and what it is to be. Expressions have one char for each byte; the empty one takes an
 * expression back. Those who make a change check first what is asked for: the constructors throw
 * {@link IllegalArgumentException}.
 */
public sealed interface SettingChange {
    /** By file of the branch, what becomes of its text. */
    Map<String, UnaryOperator<String>> edits(VectorClock now);

    /** @param size 0 takes it back. Source: doc/git-annex-maxsize.mdwn */
    record MaxSizeOf(Uuid location, MaxSize size) implements SettingChange {
        public static final MaxSize NONE = new MaxSize(0);
        /** What the log can hold. */
        public static final long MOST_BYTES = 999_999_999_999_999_999L;

        public MaxSizeOf {
            require(size.bytes() <= MOST_BYTES);
        }

        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return Map.of(
                    MaxSizeLog.FILE,
                    text -> MaxSizeLog.parse(text).with(now, location, size).format());
        }
    }

    /** Source: Command/Group.hs. */
    record Join(Uuid location, Group group) implements SettingChange {
        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return groups(now, location, groups -> {
                groups.add(group);
                return groups;
            });
        }
    }

    /** Source: Command/Ungroup.hs. */
    record Leave(Uuid location, Group group) implements SettingChange {
        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return groups(now, location, groups -> {
                groups.remove(group);
                return groups;
            });
        }
    }

    record Wanted(Uuid location, String expression) implements SettingChange {
        public Wanted {
            require(PreferredContent.complaint(expression).isEmpty());
        }

        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return Map.of(
                    PreferredContentLog.FILE,
                    text -> PreferredContentLog.parse(text)
                            .with(now, location, expression)
                            .format());
        }
    }

    record Required(Uuid location, String expression) implements SettingChange {
        public Required {
            require(PreferredContent.complaint(expression).isEmpty());
        }

        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return Map.of(
                    RequiredContentLog.FILE,
                    text -> RequiredContentLog.parse(text)
                            .with(now, location, expression)
                            .format());
        }
    }

    record GroupWanted(Group group, String expression) implements SettingChange {
        public GroupWanted {
            require(PreferredContent.complaint(expression).isEmpty());
        }

        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return Map.of(
                    GroupPreferredContentLog.FILE,
                    text -> GroupPreferredContentLog.parse(text)
                            .with(now, group, expression)
                            .format());
        }
    }

    /** A dead repository is in no group from then on. Source: Command/Trust.hs trustCommand. */
    record Trust(Uuid location, TrustLevel level) implements SettingChange {
        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            UnaryOperator<String> trust =
                    text -> TrustLog.parse(text).with(now, location, level).format();
            if (level != TrustLevel.DEAD) {
                return Map.of(TrustLog.FILE, trust);
            }
            return Map.of(
                    TrustLog.FILE,
                    trust,
                    GroupLog.FILE,
                    text -> GroupLog.parse(text).with(now, location, Set.of()).format());
        }
    }

    /** At least one. */
    record Copies(NumCopies copies) implements SettingChange {
        public Copies {
            require(copies.copies() >= 1 && copies.copies() <= MOST_COPIES);
        }

        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return Map.of(
                    NumCopiesLog.FILE,
                    text -> NumCopiesLog.parse(text).with(now, copies).format());
        }
    }

    /** At least one. */
    record LeastCopies(MinCopies copies) implements SettingChange {
        public LeastCopies {
            require(copies.copies() >= 1 && copies.copies() <= MOST_COPIES);
        }

        @Override
        public Map<String, UnaryOperator<String>> edits(VectorClock now) {
            return Map.of(
                    MinCopiesLog.FILE,
                    text -> MinCopiesLog.parse(text).with(now, copies).format());
        }
    }

    /** What the log can hold. */
    int MOST_COPIES = 999_999_999;

    private static Map<String, UnaryOperator<String>> groups(
            VectorClock now, Uuid location, UnaryOperator<Set<Group>> change) {
        return Map.of(GroupLog.FILE, text -> {
            GroupLog log = GroupLog.parse(text);
            Set<Group> before = log.groups().getOrDefault(location, Set.of());
            return log.with(now, location, change.apply(new TreeSet<>(before))).format();
        });
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException("not a setting");
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.log.ClusterLog;
import gatehouse.branch.log.GroupLog;
import gatehouse.branch.log.GroupPreferredContentLog;
import gatehouse.branch.log.MaxSizeLog;
import gatehouse.branch.log.MinCopiesLog;
import gatehouse.branch.log.NumCopiesLog;
import gatehouse.branch.log.PreferredContentLog;
import gatehouse.branch.log.RemoteLog;
import gatehouse.branch.log.RequiredContentLog;
import gatehouse.branch.log.TrustLog;
import gatehouse.branch.log.UuidLog;
import gatehouse.preferred.Expressions;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the logs of a git-annex branch say of placement, as they have it.
 *
 * @param descriptions of the repositories, one char for each byte
 * @param maxSizes a size of 0 stands for none
 * @param numCopies empty where it was never set
 * @param minCopies empty where it was never set
 * @param preferredDirs of the special remotes that have one, one char for each byte
 * @param clusters the nodes of each, dead ones as well
 */
public record PlacementLogs(
        Map<Uuid, String> descriptions,
        Map<Uuid, Set<Group>> groups,
        Map<Uuid, TrustLevel> trust,
        Expressions expressions,
        Map<Uuid, MaxSize> maxSizes,
        Optional<NumCopies> numCopies,
        Optional<MinCopies> minCopies,
        Map<Uuid, String> preferredDirs,
        Map<ClusterUuid, Set<Uuid>> clusters) {
    static final Set<String> FILES = Set.of(
            UuidLog.FILE,
            GroupLog.FILE,
            TrustLog.FILE,
            PreferredContentLog.FILE,
            RequiredContentLog.FILE,
            GroupPreferredContentLog.FILE,
            MaxSizeLog.FILE,
            NumCopiesLog.FILE,
            MinCopiesLog.FILE,
            RemoteLog.FILE,
            ClusterLog.FILE);

    private static final String PREFERRED_DIR = "preferreddir";

    public PlacementLogs {
        descriptions = Map.copyOf(descriptions);
        groups = groups.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> Collections.unmodifiableSortedSet(new TreeSet<>(entry.getValue()))));
        trust = Map.copyOf(trust);
        maxSizes = Map.copyOf(maxSizes);
        preferredDirs = Map.copyOf(preferredDirs);
        clusters = clusters.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }

    /** @param text of each of {@link #FILES} */
    static PlacementLogs of(UnaryOperator<String> text) {
        return new PlacementLogs(
                UuidLog.parse(text.apply(UuidLog.FILE)).descriptions(),
                GroupLog.parse(text.apply(GroupLog.FILE)).groups(),
                TrustLog.parse(text.apply(TrustLog.FILE)).levels(),
                new Expressions(
                        PreferredContentLog.parse(text.apply(PreferredContentLog.FILE))
                                .expressions(),
                        RequiredContentLog.parse(text.apply(RequiredContentLog.FILE))
                                .expressions(),
                        GroupPreferredContentLog.parse(text.apply(GroupPreferredContentLog.FILE))
                                .expressions()),
                MaxSizeLog.parse(text.apply(MaxSizeLog.FILE)).sizes(),
                NumCopiesLog.parse(text.apply(NumCopiesLog.FILE)).copies(),
                MinCopiesLog.parse(text.apply(MinCopiesLog.FILE)).copies(),
                preferredDirs(RemoteLog.parse(text.apply(RemoteLog.FILE))),
                ClusterLog.parse(text.apply(ClusterLog.FILE)).nodes());
    }

    private static Map<Uuid, String> preferredDirs(RemoteLog remotes) {
        Map<Uuid, String> dirs = new HashMap<>();
        remotes.settings()
                .forEach((uuid, settings) ->
                        Optional.ofNullable(settings.get(PREFERRED_DIR)).ifPresent(dir -> dirs.put(uuid, dir)));
        return dirs;
    }

    /** All repositories that any of the logs names, in order. */
    public SortedSet<Uuid> locations() {
        return Stream.of(
                        descriptions.keySet(),
                        groups.keySet(),
                        trust.keySet(),
                        expressions.preferred().keySet(),
                        expressions.required().keySet(),
                        maxSizes.keySet())
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

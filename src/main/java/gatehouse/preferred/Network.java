// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.Group;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is configured for the repositories that one git-annex branch speaks of, as far as it decides who wants what.
 *
 * @param groups of each repository, as group.log has them
 * @param trust of each repository; those not named are semitrusted
 * @param preferredDirs the {@code preferreddir} of remotes that have one configured, one char for each byte
 * @param clustersOfNodes for a repository that is a node, the UUIDs of its clusters
 */
public record Network(
        Map<Uuid, Set<Group>> groups,
        Map<Uuid, TrustLevel> trust,
        Expressions expressions,
        Balancing balancing,
        NumCopies numCopies,
        Map<Uuid, String> preferredDirs,
        Map<Uuid, Set<Uuid>> clustersOfNodes) {
    public static final Network EMPTY =
            new Network(Map.of(), Map.of(), Expressions.NONE, Balancing.NONE, NumCopies.DEFAULT, Map.of(), Map.of());

    public Network {
        groups = copy(groups);
        trust = Map.copyOf(trust);
        preferredDirs = Map.copyOf(preferredDirs);
        clustersOfNodes = copy(clustersOfNodes);
    }

    Set<Group> groupsOf(Uuid uuid) {
        return groups.getOrDefault(uuid, Set.of());
    }

    TrustLevel trustOf(Uuid uuid) {
        return trust.getOrDefault(uuid, TrustLevel.SEMITRUSTED);
    }

    private static <T> Map<Uuid, Set<T>> copy(Map<Uuid, Set<T>> sets) {
        return sets.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }
}

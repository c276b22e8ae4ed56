// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.matcher.Matcher;
import gatehouse.matcher.Trace;
import gatehouse.repository.Group;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One repository's question about one content, and what was found while answering it. Of one thread. */
final class Question {
    final Uuid repository;
    final Subject subject;
    final Network network;
    final Sizes sizes;
    private final Map<Group, GroupMembers> members;
    private final Set<Uuid> assumedAbsent;
    private final List<Trace<Term>> within = new ArrayList<>();
    private @Nullable Set<Uuid> logged;
    private @Nullable Set<Uuid> locations;
    private boolean sizesDecided;

    /** @param assumedAbsent where the content is to be taken to be gone from. Source: AssumeNotPresent */
    Question(Asking asking, Subject subject, Sizes sizes, Set<Uuid> assumedAbsent) {
        this.repository = asking.repository();
        this.network = asking.network();
        this.members = asking.members();
        this.subject = subject;
        this.sizes = sizes;
        this.assumedAbsent = assumedAbsent;
    }

    /** Who asks, and what is known however often it asks. */
    record Asking(Uuid repository, Network network, Map<Group, GroupMembers> members) {}

    boolean matches(Term term) {
        return term.check().matches(this);
    }

    /** Evaluates what a term stands for. */
    boolean matches(Matcher<Term> expression) {
        Trace<Term> trace = new Trace<>();
        within.add(trace);
        return expression.matches(this::matches, trace);
    }

    /** What was looked at within the terms that stand for expressions, in the order in which that began. */
    List<Trace<Term>> within() {
        return within;
    }

    /** Empty when no repository is in the group. */
    Optional<GroupMembers> members(Group group) {
        return Optional.ofNullable(members.get(group));
    }

    /** What the location log says, with the clusters of nodes. Source: Logs/Location.hs loggedLocations. */
    Set<Uuid> logged() {
        if (logged == null) {
            logged = withClusters(subject.locations());
        }
        return logged;
    }

    /** Where it is, as far as dead repositories are not asked. Source: Remote.hs keyLocations. */
    Set<Uuid> locations() {
        if (locations == null) {
            locations = without(logged(), uuid -> network.trustOf(uuid) == TrustLevel.DEAD);
        }
        return locations;
    }

    boolean isAssumedAbsent(Uuid uuid) {
        return assumedAbsent.contains(uuid);
    }

    /** How many places with the content fulfil the condition; clusters are none. Source: numCopiesCount. */
    int copies(Predicate<Uuid> condition) {
        int copies = 0;
        for (Uuid uuid : locations()) {
            if (!assumedAbsent.contains(uuid) && !isCluster(uuid) && condition.test(uuid)) {
                copies++;
            }
        }
        return copies;
    }

    /** Notes that the sizes of repositories made this one wanted, so that space is to be reserved. */
    void decidedBySizes() {
        sizesDecided = true;
    }

    boolean wasDecidedBySizes() {
        return sizesDecided;
    }

    private boolean isCluster(Uuid uuid) {
        return !subject.locations().contains(uuid);
    }

    private Set<Uuid> withClusters(Set<Uuid> nodes) {
        if (network.clustersOfNodes().isEmpty()) {
            return nodes;
        }
        Set<Uuid> all = new HashSet<>(nodes);
        nodes.forEach(node -> all.addAll(network.clustersOfNodes().getOrDefault(node, Set.of())));
        return all;
    }

    private static Set<Uuid> without(Set<Uuid> uuids, Predicate<Uuid> excluded) {
        if (uuids.stream().noneMatch(excluded)) {
            return uuids;
        }
        Set<Uuid> kept = new HashSet<>(uuids);
        kept.removeIf(excluded);
        return kept;
    }
}

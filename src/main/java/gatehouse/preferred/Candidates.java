// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.MaxSize;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which members of a group come into question for a content, given how full they are. Source: Limit.hs
 * limitFullyBalanced', filterCandidatesFullySizeBalanced, repoHasSpace.
 */
@FunctionalInterface
interface Candidates {
    Chosen of(Question question, GroupMembers members, long count);

    /** Those left, in order, of which {@code count} are to be picked. */
    record Chosen(GroupMembers members, List<Uuid> candidates, long count) {
        /** Whether the repository that asks is picked: it is among the first that follow the key's own place. */
        boolean pick(Question question) {
            int own = Collections.binarySearch(candidates, question.repository);
            if (own < 0 || count <= 0) {
                return false;
            }
            int start = members.picker().start(candidates.size(), question.subject.key());
            return Math.floorMod(own - start, candidates.size()) < count;
        }
    }

    /** Members in which there is room; of one without a limit or of which nothing is known, there is. */
    static Chosen withSpace(Question question, GroupMembers members, long count) {
        if (question.network.balancing().rebalance() && needsMoreThanAreNotFull(question, members, count)) {
            return withMostSpace(question, members, count);
        }
        Set<Uuid> logged = question.logged();
        long bytes = question.subject.key().sizeBytes().orElse(0);
        List<Uuid> candidates = new ArrayList<>(members.uuids().size());
        for (Uuid uuid : members.uuids()) {
            MaxSize max = question.network.balancing().maxSizes().get(uuid);
            Optional<RepoSize> size = max == null ? Optional.empty() : question.sizes.of(uuid);
            if (max == null || size.isEmpty() || bytesLeft(max, size.get()) >= (logged.contains(uuid) ? 0 : bytes)) {
                candidates.add(uuid);
            }
        }
        return new Chosen(members, candidates, count);
    }

    /** The members with the most room in proportion to their limits, as many as are wanted; those with none are out. */
    static Chosen withMostSpace(Question question, GroupMembers members, long count) {
        Set<Uuid> logged = question.logged();
        long bytes = question.subject.key().sizeBytes().orElse(0);
        List<Free> free = new ArrayList<>();
        for (Uuid uuid : members.uuids()) {
            MaxSize max = question.network.balancing().maxSizes().get(uuid);
            if (max == null || max.bytes() == 0) {
                continue;
            }
            boolean held = logged.contains(uuid);
            long left = bytesLeft(max, question.sizes.of(uuid).orElse(RepoSize.ZERO));
            if (left >= (held ? 0 : bytes)) {
                free.add(new Free(uuid, (double) (held ? sum(left, bytes) : left) / max.bytes()));
            }
        }
        List<Uuid> candidates = free.reversed().stream()
                .sorted(Comparator.comparingDouble(Free::proportion).reversed())
                .limit(Math.max(0, count))
                .map(Free::uuid)
                .sorted()
                .toList();
        return new Chosen(members, candidates, count);
    }

    /** The room of a member without the content, as a part of its limit. */
    record Free(Uuid uuid, double proportion) {}

    /** No size of a key takes it over the edge. */
    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static long bytesLeft(MaxSize max, RepoSize size) {
        return max.bytes() - size.bytes();
    }

    private static boolean needsMoreThanAreNotFull(Question question, GroupMembers members, long count) {
        return count > 1
                && count
                        > members.uuids().stream()
                                .filter(uuid -> !isTooFull(question, uuid))
                                .count();
    }

    private static boolean isTooFull(Question question, Uuid uuid) {
        Balancing balancing = question.network.balancing();
        MaxSize max = balancing.maxSizes().get(uuid);
        if (max == null || max.bytes() == 0) {
            return false;
        }
        Optional<RepoSize> size = question.sizes.of(uuid);
        return size.isPresent() && size.get().bytes() >= max.bytes() * balancing.fullThreshhold();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.preferred.Sizes;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.Occupied;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How full repositories would be. Of one thread. */
final class SimulatedSizes implements Sizes {
    private final Map<Uuid, RepoSize> sizes;
    private final Map<Uuid, Limit> limits;
    private final List<Former> undo = new ArrayList<>();

    private record Former(Uuid repository, Optional<RepoSize> size) {}

    SimulatedSizes(Situation situation) {
        this.sizes = new HashMap<>(situation.sizes());
        this.limits = situation.limits();
    }

    @Override
    public Optional<RepoSize> of(Uuid repository) {
        return Optional.ofNullable(sizes.get(repository));
    }

    /** Whether so much more stays within a hard limit. */
    boolean admits(Uuid repository, long bytes) {
        return new Occupied(repository, bytes(repository), 0, limits.getOrDefault(repository, Limit.NONE))
                .admits(bytes);
    }

    /** Whether so much more stays within any limit, advice or not. */
    boolean leavesRoom(Uuid repository, long bytes) {
        return switch (limits.getOrDefault(repository, Limit.NONE)) {
            case Limit.None none -> true;
            case Limit.Hard hard -> admits(repository, bytes);
            case Limit.Advisory advisory ->
                bytes == 0 || bytes(repository) <= advisory.maxSize().bytes() - bytes;
        };
    }

    /** @param bytes below zero where it gets smaller */
    void change(Uuid repository, long bytes) {
        // What was recorded of a repository may be less than what its keys add up to, while others change it.
        long after = Math.max(0, saturated(bytes(repository), bytes));
        undo.add(new Former(repository, of(repository)));
        sizes.put(repository, new RepoSize(after));
    }

    /** What was changed stays so. */
    void keep() {
        undo.clear();
    }

    /** Takes back what was changed since {@link #keep}. */
    void undo() {
        for (Former former : undo.reversed()) {
            former.size.ifPresentOrElse(
                    size -> sizes.put(former.repository, size), () -> sizes.remove(former.repository));
        }
        undo.clear();
    }

    Map<Uuid, RepoSize> now() {
        return Map.copyOf(sizes);
    }

    private long bytes(Uuid repository) {
        return of(repository).orElse(RepoSize.ZERO).bytes();
    }

    private static long saturated(long size, long change) {
        return change > Long.MAX_VALUE - size ? Long.MAX_VALUE : size + change;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.preferred.PreferredContent;
import gatehouse.preferred.Sizes;
import gatehouse.repository.RepoSize;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.whereis.SizeChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Repositories in which the moves of a plan are done one after the other, and looked at after each step. */
final class Simulated {
    private final Situation before;
    private final PreferredContent wishes;
    private final Map<gatehouse.key.Key, Annexed> contents = new LinkedHashMap<>();
    private final Map<Uuid, RepoSize> sizes;

    Simulated(Situation before, List<Annexed> contents) {
        this.before = before;
        this.wishes = new PreferredContent(before.network());
        contents.forEach(content -> this.contents.put(content.key(), content));
        this.sizes = new HashMap<>(before.sizes());
    }

    static Map<Uuid, RepoSize> sizes(List<Annexed> contents, Collection<Uuid> repositories) {
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        repositories.forEach(uuid -> sizes.put(uuid, RepoSize.ZERO));
        for (Annexed content : contents) {
            for (Uuid uuid : content.locations()) {
                sizes.computeIfPresent(
                        uuid, (same, size) -> new RepoSize(size.bytes() + SizeChange.bytes(content.key())));
            }
        }
        return sizes;
    }

    List<Annexed> contents() {
        return List.copyOf(contents.values());
    }

    /** The situation as it is now. */
    Situation situation() {
        return new Situation(before.network(), before.minCopies(), before.served(), before.limits(), sizes);
    }

    void apply(Move move) {
        assertThat(move.copies().size() + move.drops().size()).isPositive();
        assertThat(move.at()).isEqualTo(contents.get(move.key()).locations());
        move.copies().forEach(copy -> apply(move, copy));
        move.drops().forEach(drop -> apply(move, drop));
    }

    private void apply(Move move, Move.Copy copy) {
        Annexed content = contents.get(move.key());
        assertThat(content.locations()).contains(copy.from()).doesNotContain(copy.to());
        assertThat(before.served()).contains(copy.from(), copy.to());
        assertThat(copy.why()).isNotEmpty();
        Set<Uuid> locations = new HashSet<>(content.locations());
        locations.add(copy.to());
        contents.put(move.key(), content.at(locations));
        change(copy.to(), SizeChange.bytes(move.key()));
        if (before.limits().get(copy.to()) instanceof Limit.Hard hard && SizeChange.bytes(move.key()) > 0) {
            assertThat(sizes.get(copy.to()).bytes())
                    .isLessThanOrEqualTo(hard.maxSize().bytes());
        }
    }

    private void apply(Move move, Move.Drop drop) {
        Annexed content = contents.get(move.key());
        assertThat(content.locations()).contains(drop.where());
        assertThat(before.served()).contains(drop.where());
        assertThat(drop.why()).isNotEmpty();
        Sizes now = uuid -> java.util.Optional.ofNullable(sizes.get(uuid));
        content.subjects().forEach(subject -> {
            assertThat(wishes.requireKeep(drop.where(), subject, now).matches(false))
                    .isFalse();
        });
        Set<Uuid> locations = new HashSet<>(content.locations());
        locations.remove(drop.where());
        contents.put(move.key(), content.at(locations));
        change(drop.where(), -SizeChange.bytes(move.key()));
        assertThat(locations.stream().filter(this::counts).count()).isGreaterThanOrEqualTo(needed(content));
    }

    private boolean counts(Uuid uuid) {
        TrustLevel trust = before.network().trust().getOrDefault(uuid, TrustLevel.SEMITRUSTED);
        return trust == TrustLevel.TRUSTED
                || trust == TrustLevel.SEMITRUSTED && before.served().contains(uuid);
    }

    private long needed(Annexed content) {
        int wanted = before.network().numCopies().copies();
        int ofFiles = content.files().stream()
                .mapToInt(file -> file.numCopies().map(num -> num.copies()).orElse(wanted))
                .max()
                .orElse(wanted);
        return Math.max(ofFiles, before.minCopies().copies());
    }

    private void change(Uuid uuid, long bytes) {
        RepoSize old = sizes.getOrDefault(uuid, RepoSize.ZERO);
        sizes.put(uuid, new RepoSize(old.bytes() + bytes));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.preferred.PreferredContent;
import gatehouse.preferred.Sizes;
import gatehouse.preferred.Subject;
import gatehouse.preferred.Verdict;
import gatehouse.repository.Uuid;
import java.util.Optional;
import java.util.Set;

/**
 * Whether content is to be copied somewhere, or dropped. A repository without an expression neither gets nor loses
 * anything.
 */
final class Wishes {
    private final Situation situation;
    private final PreferredContent preferred;
    private final Sizes sizes;

    /** @param preferred of the situation's network */
    Wishes(Situation situation, PreferredContent preferred, Sizes sizes) {
        this.situation = situation;
        this.preferred = preferred;
        this.sizes = sizes;
    }

    /** Why it is wanted, under one of its names; empty when it is not. */
    Optional<String> toCopy(Annexed content, Uuid to) {
        for (Subject subject : content.subjects()) {
            Verdict verdict = preferred.wantGet(to, subject, sizes);
            if (verdict.matches(false)) {
                return Optional.of(line(verdict));
            }
        }
        return Optional.empty();
    }

    /** Why it is not wanted, under any of its names; empty when it is. Source: Annex/Wanted.hs wantDrop. */
    Optional<String> toDrop(Annexed content, Uuid from) {
        Optional<String> why = Optional.empty();
        for (Subject subject : content.subjects()) {
            Verdict verdict = preferred.wantKeep(from, subject, sizes);
            if (verdict.matches(true)) {
                return Optional.empty();
            }
            why = Optional.of(line(verdict));
        }
        return requires(content, from) ? Optional.empty() : why;
    }

    /** Whether the repository must not lose it, under any of its names. */
    boolean requires(Annexed content, Uuid repository) {
        return content.subjects().stream()
                .anyMatch(subject ->
                        preferred.requireKeep(repository, subject, sizes).matches(false));
    }

    /** What the expression of a repository says about keeping it. */
    String line(Annexed content, Uuid repository) {
        return line(preferred.wantKeep(repository, content.subjects().getFirst(), sizes));
    }

    /** Whether so many reliable copies are left elsewhere as its files need. */
    boolean enoughWithout(Annexed content, Uuid from) {
        Set<Uuid> locations = content.locations();
        int others = (int) locations.stream()
                .filter(uuid -> !uuid.equals(from) && situation.reliable(uuid))
                .count();
        return others >= content.copiesNeeded(situation.network().numCopies(), situation.minCopies());
    }

    private static String line(Verdict verdict) {
        return switch (verdict) {
            case Verdict.NotConfigured none -> "nothing is configured";
            case Verdict.Judged judged -> judged.explanation().line();
        };
    }
}

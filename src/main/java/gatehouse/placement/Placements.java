// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.branch.TopFiles;
import gatehouse.repository.MaxSize;
import gatehouse.repository.PlacementConfig;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The placement rules of the served repositories, as of now. What was read is remembered while branch, journal and
 * config of the repository are unchanged, which is looked after each time and costs microseconds. Safe for use by many
 * threads.
 */
public final class Placements {
    /** What is made of a log takes several times its length. */
    private static final long MOST_CHARS = 8 << 20;

    private static final int LEAST_CHARS = 1000;

    private final AnnexBranches branches;
    private final Cache<Uuid, Known> known = Caffeine.newBuilder()
            .maximumWeight(MOST_CHARS)
            .weigher((Uuid uuid, Known of) -> LEAST_CHARS + of.files.chars())
            .executor(Runnable::run)
            .build();

    private record Known(TopFiles files, PlacementConfig config, PlacementRules rules) {}

    public Placements(AnnexBranches branches) {
        this.branches = branches;
    }

    /**
     * Empty when the repository is not served.
     *
     * @throws IOException when its branch cannot be read
     */
    public Optional<PlacementRules> of(Uuid repository) throws IOException {
        Optional<PlacementRules> rules = branches.with(repository, branch -> rules(repository, branch));
        if (rules.isEmpty()) {
            known.invalidate(repository);
        }
        return rules;
    }

    /**
     * How much a location may hold, by what the branch of a served repository says. Empty where it says nothing.
     *
     * @throws IOException when the branch cannot be read
     */
    public Optional<MaxSize> maxSize(Uuid repository, Uuid location) throws IOException {
        return of(repository).flatMap(rules -> rules.maxSize(location));
    }

    private PlacementRules rules(Uuid repository, AnnexBranch branch) throws IOException {
        @Nullable Known before = known.getIfPresent(repository);
        TopFiles files =
                branch.topFiles(PlacementLogs.FILES, Optional.ofNullable(before).map(Known::files));
        PlacementConfig config = branch.placementConfig();
        if (before != null && files == before.files && config.equals(before.config)) {
            return before.rules;
        }
        PlacementRules rules = before != null && files.sameTexts(before.files) && config.equals(before.config)
                ? before.rules
                : new PlacementRules(repository, PlacementLogs.of(files::text), config);
        known.put(repository, new Known(files, config, rules));
        return rules;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.AnnexBranches;
import gatehouse.branch.CopiesAttributes;
import gatehouse.branch.Locations;
import gatehouse.key.Key;
import gatehouse.preferred.Subject;
import gatehouse.repository.Uuid;
import gatehouse.size.LiveUpdates;
import gatehouse.size.RepoSizes;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Finds what there is to know when it is asked who wants a content. Safe for use by many threads. */
public final class WantedQuestions {
    private final Placements placements;
    private final Branches branches;
    private final RepoSizes sizes;
    private final LiveUpdates live;

    /** Where contents are, and what is said of them. */
    public record Branches(AnnexBranches branches, Locations locations) {}

    public WantedQuestions(Placements placements, Branches branches, RepoSizes sizes, LiveUpdates live) {
        this.placements = placements;
        this.branches = branches;
        this.sizes = sizes;
        this.live = live;
    }

    /**
     * @param file the name of the content, one char for each byte; empty when only the key is known
     * @return empty when the repository is not served
     * @throws IOException when its branch cannot be read
     */
    public Optional<WantedQuestion> ask(Uuid repository, Key key, Optional<String> file) throws IOException {
        Optional<PlacementRules> rules = placements.of(repository);
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        return branches.branches().with(repository, branch -> {
            CopiesAttributes copies = file.isEmpty() ? CopiesAttributes.NONE : branch.copiesAttributes(file.get());
            Set<Uuid> present = branches.locations().of(repository, key).present();
            Subject subject = new Subject(key, file, copies.numCopies(), present, KeyDetails.of(branch, key));
            return new WantedQuestion(rules.get(), subject, copies, LiveSizes.now(sizes, live, rules.get(), key));
        });
    }
}

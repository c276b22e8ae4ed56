// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.Locations;
import gatehouse.key.Key;
import gatehouse.preferred.Subject;
import gatehouse.repository.Uuid;
import gatehouse.size.LiveUpdates;
import gatehouse.size.RepoSizes;
import java.io.IOException;
import java.util.Optional;

/** Finds what there is to know when it is asked who wants a content. Safe for use by many threads. */
public final class WantedQuestions {
    private final Placements placements;
    private final Locations locations;
    private final RepoSizes sizes;
    private final LiveUpdates live;

    public WantedQuestions(Placements placements, Locations locations, RepoSizes sizes, LiveUpdates live) {
        this.placements = placements;
        this.locations = locations;
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
        Subject ofKey = Subject.of(key, locations.of(repository, key).present());
        Subject subject = file.map(ofKey::named).orElse(ofKey);
        return Optional.of(new WantedQuestion(rules.get(), subject, LiveSizes.now(sizes, live, rules.get(), key)));
    }
}

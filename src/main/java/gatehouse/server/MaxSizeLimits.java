// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.placement.Placements;
import gatehouse.repository.Uuid;
import gatehouse.server.JournaledLocations.Place;
import gatehouse.size.Limit;
import gatehouse.tenant.Rights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** What each served repository is held to: its maxsize, where the rule is that what goes beyond it is refused. */
record MaxSizeLimits(Rights rights, Placements placements) implements Function<Uuid, Limit> {
    @Override
    public Limit apply(Uuid repository) {
        return of(new Place(repository, repository));
    }

    /** What a repository that answers for another holds it to. */
    Limit of(Place place) {
        return switch (rights.settings(place.repository()).maxSizeRule()) {
            case ADVISORY -> Limit.NONE;
            case HARD -> hard(place);
        };
    }

    private Limit hard(Place place) {
        try {
            return placements
                    .maxSize(place.repository(), place.where())
                    .<Limit>map(Limit.Hard::new)
                    .orElse(Limit.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

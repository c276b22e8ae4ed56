// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.placement.Placements;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.tenant.Rights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** What each served repository is held to: its maxsize, where the rule is that what goes beyond it is refused. */
record MaxSizeLimits(Rights rights, Placements placements) implements Function<Uuid, Limit> {
    @Override
    public Limit apply(Uuid repository) {
        return switch (rights.settings(repository).maxSizeRule()) {
            case ADVISORY -> Limit.NONE;
            case HARD -> hard(repository);
        };
    }

    private Limit hard(Uuid repository) {
        try {
            return placements
                    .maxSize(repository, repository)
                    .<Limit>map(Limit.Hard::new)
                    .orElse(Limit.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

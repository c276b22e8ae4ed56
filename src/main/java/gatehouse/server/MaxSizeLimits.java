// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.repository.MaxSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.tenant.Rights;
import java.util.Optional;
import java.util.function.Function;

/**
 * What each served repository is held to: its maxsize, where the rule is that what goes beyond it is refused.
 *
 * @param maxSizes the maxsize that the branch of a repository tells of itself
 */
record MaxSizeLimits(Rights rights, Function<Uuid, Optional<MaxSize>> maxSizes) implements Function<Uuid, Limit> {
    @Override
    public Limit apply(Uuid repository) {
        return switch (rights.settings(repository).maxSizeRule()) {
            case ADVISORY -> Limit.NONE;
            case HARD -> maxSizes.apply(repository).<Limit>map(Limit.Hard::new).orElse(Limit.NONE);
        };
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.Optional;

/**
 * How much repositories hold now, with the additions under way. Asked many times while one expression is evaluated, and
 * to answer alike all the while. Source: Annex/RepoSize.hs getLiveRepoSizes.
 */
@FunctionalInterface
public interface Sizes {
    /** Empty for a repository that nothing is known of; one that is known and empty has a size of 0. */
    Optional<RepoSize> of(Uuid repository);

    static Sizes of(Map<Uuid, RepoSize> sizes) {
        Map<Uuid, RepoSize> copy = Map.copyOf(sizes);
        return repository -> Optional.ofNullable(copy.get(repository));
    }
}

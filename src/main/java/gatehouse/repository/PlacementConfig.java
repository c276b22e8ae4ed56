// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.util.Map;
import java.util.Optional;

/**
 * What of a repository's git config has a say in how content is placed. Source: Types/GitConfig.hs,
 * Logs/Trust/Basic.hs.
 *
 * @param numCopies the deprecated {@code annex.numcopies}
 * @param fullThreshhold {@code annex.fullybalancedthreshhold} as a part of 1; empty where unset
 * @param remotes the repositories of {@code remote.NAME.annex-uuid} by the names of the remotes
 * @param trust {@code remote.NAME.annex-trustlevel} by the repositories
 */
public record PlacementConfig(
        Optional<NumCopies> numCopies,
        Optional<Double> fullThreshhold,
        Map<String, Uuid> remotes,
        Map<Uuid, TrustLevel> trust) {
    public static final PlacementConfig NONE =
            new PlacementConfig(Optional.empty(), Optional.empty(), Map.of(), Map.of());

    public PlacementConfig {
        remotes = Map.copyOf(remotes);
        trust = Map.copyOf(trust);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.MaxSize;
import gatehouse.repository.Uuid;
import java.util.Map;

/**
 * What the balanced terms go by.
 *
 * @param fullThreshhold {@code annex.fullybalancedthreshhold} as a part of 1: while rebalancing, a repository filled so
 *     far counts as full
 * @param rebalance whether what is there already may move: {@code balanced} then is {@code fullybalanced}
 */
public record Balancing(Map<Uuid, MaxSize> maxSizes, double fullThreshhold, boolean rebalance) {
    /** What counts where nothing is configured. Source: Types/GitConfig.hs annexFullyBalancedThreshhold. */
    public static final double DEFAULT_FULL_THRESHHOLD = 0.9;

    public static final Balancing NONE = new Balancing(Map.of(), DEFAULT_FULL_THRESHHOLD, false);

    public Balancing {
        maxSizes = Map.copyOf(maxSizes);
    }
}

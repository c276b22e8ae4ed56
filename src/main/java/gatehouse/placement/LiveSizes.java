// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.key.Key;
import gatehouse.preferred.Sizes;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdates;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.RepoSizes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much repositories hold at one moment, with the additions under way but for those of the key that is asked about.
 *
 * @param counted false before the first count, when nothing is known of any repository
 */
public record LiveSizes(boolean counted, Map<Uuid, RepoSize> bytes) implements Sizes {
    public LiveSizes {
        bytes = Map.copyOf(bytes);
    }

    static LiveSizes now(RepoSizes stored, LiveUpdates live, PlacementRules rules, Key key) {
        Optional<Map<Uuid, RepoSize>> now = stored.now(rules.repository());
        if (now.isEmpty()) {
            return new LiveSizes(false, Map.of());
        }
        Map<Uuid, RepoSize> bytes = new HashMap<>(now.get());
        Map<Uuid, Limit> limited = new HashMap<>();
        // Nothing depends on the size of a repository that has no limit.
        rules.logs().maxSizes().forEach((uuid, max) -> limited.put(uuid, new Limit.Advisory(max)));
        for (Occupied occupied : live.occupied(new PlaceRequest(rules.repository(), key, limited))) {
            // A repository that nothing is known of has no size, not even 0.
            if (occupied.bytes() > 0 || now.get().containsKey(occupied.location())) {
                bytes.put(occupied.location(), new RepoSize(occupied.bytes()));
            }
        }
        return new LiveSizes(true, bytes);
    }

    @Override
    public Optional<RepoSize> of(Uuid repository) {
        return Optional.ofNullable(bytes.get(repository));
    }
}

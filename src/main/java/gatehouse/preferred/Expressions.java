// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.Group;
import gatehouse.repository.Uuid;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The expressions of a network, as the logs have them, with one char for each byte. Source: Logs/PreferredContent.hs.
 *
 * @param preferred preferred-content.log
 * @param required required-content.log
 * @param ofGroups group-preferred-content.log
 */
public record Expressions(Map<Uuid, String> preferred, Map<Uuid, String> required, Map<Group, String> ofGroups) {
    public static final Expressions NONE = new Expressions(Map.of(), Map.of(), Map.of());

    /** Words of terms that look at {@link Subject.Details}. */
    private static final Set<String> DETAILED = Set.of("metadata=", "url=", "securehash");

    public Expressions {
        preferred = Map.copyOf(preferred);
        required = Map.copyOf(required);
        ofGroups = Map.copyOf(ofGroups);
    }

    /** Whether any may look at {@link Subject.Details}; those of standard groups do not. */
    public boolean mayAskForDetails() {
        return Stream.of(preferred.values(), required.values(), ofGroups.values())
                .flatMap(Collection::stream)
                .anyMatch(text -> DETAILED.stream().anyMatch(text::contains));
    }
}

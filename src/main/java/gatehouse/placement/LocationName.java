// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which repository is meant by what a user calls it: {@code here}, the name of a remote, a description, or a UUID.
 * Source: Remote.hs nameToUUID.
 */
public sealed interface LocationName {
    record Known(Uuid uuid) implements LocationName {}

    record Unknown() implements LocationName {}

    /** Several have that description. */
    record Ambiguous(List<Uuid> uuids) implements LocationName {
        public Ambiguous {
            uuids = List.copyOf(uuids);
        }
    }

    /** @param name one char for each byte */
    static LocationName of(String name, PlacementRules rules) {
        if (name.equals("here") || name.equals(".")) {
            return new Known(rules.repository());
        }
        Map<String, Uuid> remotes = rules.config().remotes();
        String text = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        Optional<Uuid> uuid = Uuid.of(name);
        if (remotes.containsKey(text)) {
            return new Known(remotes.get(text));
        }
        if (uuid.isPresent() && (remotes.containsValue(uuid.get()) || uuid.get().equals(rules.repository()))) {
            return new Known(uuid.get());
        }
        List<Uuid> described = rules.logs().descriptions().entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (described.isEmpty()) {
            return uuid.filter(rules.locations()::contains)
                    .<LocationName>map(Known::new)
                    .orElseGet(Unknown::new);
        }
        return described.size() == 1 ? new Known(described.getFirst()) : new Ambiguous(described);
    }
}

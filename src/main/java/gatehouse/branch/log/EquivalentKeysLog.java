// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.key.Key;
import gatehouse.whereis.LocationChange.Presence;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The log of the keys that name the content of a VURL key by its hash: lines of {@code timestamp 1 key}. Source:
 * Logs/EquivilantKeys.hs.
 */
public final class EquivalentKeysLog {
    private final LocationLog log;

    private EquivalentKeysLog(LocationLog log) {
        this.log = log;
    }

    public static EquivalentKeysLog parse(String text) {
        return new EquivalentKeysLog(LocationLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    public EquivalentKeysLog with(VectorClock candidate, Key key) {
        return new EquivalentKeysLog(log.with(candidate, Presence.PRESENT, key.text()));
    }

    public Set<Key> keys() {
        return log.presentTexts().stream()
                .flatMap(text -> Key.of(text).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}

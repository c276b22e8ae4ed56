// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code remote.log}: the settings of special remotes, lines of {@code UUID name=value name=value timestamp=...}. Names
 * and values have one char for each byte. Source: Logs/Remote/Pure.hs, Annex/SpecialRemote/Config.hs.
 */
public final class RemoteLog {
    public static final String FILE = "remote.log";

    private static final String SAME_AS = "sameas-uuid";

    /** What remotes with the same content have in common. */
    private static final Set<String> INHERITED =
            Set.of("encryption", "mac", "cipher", "cipherkeys", "pubkeys", "chunksize", "chunk");

    private final UuidBasedLog log;

    private RemoteLog(UuidBasedLog log) {
        this.log = log;
    }

    public static RemoteLog parse(String text) {
        return new RemoteLog(UuidBasedLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    /**
     * What a remote takes from the one that it is the same as is not written again.
     *
     * @param settings all that the remote is to have
     * @throws IllegalArgumentException when a name is empty or has white space or an equals sign
     */
    public RemoteLog with(VectorClock candidate, Uuid remote, Map<String, String> settings) {
        SortedMap<String, String> own = new TreeMap<>(settings);
        if (settings.containsKey(SAME_AS)) {
            own.keySet().removeAll(INHERITED);
        }
        return new RemoteLog(log.with(candidate, remote, RemoteSettings.written(own)));
    }

    /** Of each remote, with what it takes from the one that it is the same as. */
    public Map<Uuid, Map<String, String>> settings() {
        Map<Uuid, SortedMap<String, String>> own = new TreeMap<>();
        log.values().forEach((uuid, words) -> own.put(uuid, RemoteSettings.read(words)));
        Map<Uuid, Map<String, String>> all = new TreeMap<>();
        own.forEach((uuid, settings) -> all.put(
                uuid,
                Collections.unmodifiableSortedMap(sameAs(settings)
                        .flatMap(same -> Optional.ofNullable(own.get(same)))
                        .map(same -> inheriting(settings, same))
                        .orElse(settings))));
        return Collections.unmodifiableMap(all);
    }

    private static Optional<Uuid> sameAs(Map<String, String> settings) {
        return Optional.ofNullable(settings.get(SAME_AS)).flatMap(Uuid::of);
    }

    private static SortedMap<String, String> inheriting(Map<String, String> settings, Map<String, String> from) {
        SortedMap<String, String> both = new TreeMap<>(from);
        both.keySet().retainAll(INHERITED);
        settings.forEach((name, value) -> {
            if (!INHERITED.contains(name)) {
                both.put(name, value);
            }
        });
        return both;
    }
}

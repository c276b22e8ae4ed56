// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the branch's files say when nothing is known of dead repositories any more. The trust log stays as it is, since
 * other clones may still speak of them; and so does, in the remote log, which repository another configuration of a
 * dead one is the same as. Source: Annex/Branch/Transitions.hs, Logs.hs.
 */
public final class WithoutDead {
    private static final Set<String> OLD_FORM = Set.of(
            "uuid.log",
            "group.log",
            "preferred-content.log",
            "required-content.log",
            "schedule.log",
            "activity.log",
            "difference.log",
            "multicast.log");
    private static final String SAME_AS = "sameas-uuid";

    private static final Set<String> NEW_FORM = Set.of("export.log", "proxy.log", "cluster.log", "maxsize.log");

    /** Which form a file has; what has none of these stays as it is. */
    public enum Form {
        OLD_UUID_BASED,
        NEW_UUID_BASED,
        REMOTE_CONFIG,
        REMOTE_METADATA,
        CHUNK,
        LOCATION,
        OTHER
    }

    /** Tells a file by its name alone; location logs are told from others that end alike by the caller. */
    public static Form form(String path) {
        if (OLD_FORM.contains(path)) {
            return Form.OLD_UUID_BASED;
        } else if (path.equals(RemoteLog.FILE)) {
            return Form.REMOTE_CONFIG;
        } else if (NEW_FORM.contains(path) || path.endsWith(".log.rmt") || path.endsWith(".log.cid")) {
            return Form.NEW_UUID_BASED;
        } else if (path.endsWith(".log.rmet")) {
            return Form.REMOTE_METADATA;
        } else if (path.endsWith(".log.cnk")) {
            return Form.CHUNK;
        }
        return path.endsWith(".log") ? Form.LOCATION : Form.OTHER;
    }

    private final Set<String> dead;
    private final Set<String> deadOrSameAsDead;

    /**
     * @param trust the trust log's text
     * @param remotes the remote log's text
     */
    public static WithoutDead of(TrustLog trust, String remotes) {
        Set<String> dead = trust.levels().entrySet().stream()
                .filter(level -> level.getValue() == TrustLevel.DEAD)
                .map(Map.Entry::getKey)
                .map(Uuid::text)
                .collect(Collectors.toSet());
        Set<String> sameAs = UuidBasedLog.parse(remotes).entries().entrySet().stream()
                .filter(remote -> dead.contains(
                        RemoteSettings.read(remote.getValue().value()).getOrDefault(SAME_AS, "")))
                .map(Map.Entry::getKey)
                .filter(uuid ->
                        Uuid.of(uuid).filter(trust.levels()::containsKey).isEmpty())
                .collect(Collectors.toSet());
        return new WithoutDead(dead, sameAs);
    }

    private WithoutDead(Set<String> dead, Set<String> sameAs) {
        this.dead = dead;
        this.deadOrSameAsDead = Stream.concat(dead.stream(), sameAs.stream()).collect(Collectors.toSet());
    }

    /** The new text of a file of that form; empty when the file is to go. */
    public String apply(Form form, String text) {
        Predicate<String> wanted = uuid -> !deadOrSameAsDead.contains(uuid);
        return switch (form) {
            case OLD_UUID_BASED -> oldForm(text, wanted);
            case NEW_UUID_BASED -> newForm(text, wanted);
            case REMOTE_CONFIG -> remotes(text);
            case REMOTE_METADATA -> RemoteMetadataLines.only(text, wanted);
            case CHUNK -> ChunkLines.only(text, wanted);
            case LOCATION -> {
                LocationLog log = LocationLog.parse(text);
                List<LocationLog.Line> lines = log.lines().stream()
                        .filter(line -> wanted.test(line.where()))
                        .toList();
                yield new LocationLog(lines, List.of()).compacted().format();
            }
            case OTHER -> text;
        };
    }

    private static String oldForm(String text, Predicate<String> wanted) {
        SortedMap<String, UuidBasedLog.Entry> entries =
                new TreeMap<>(UuidBasedLog.parse(text).entries());
        entries.keySet().removeIf(wanted.negate());
        return new UuidBasedLog(entries, List.of()).format();
    }

    private static String newForm(String text, Predicate<String> wanted) {
        SortedMap<String, MapLog.Entry> entries =
                new TreeMap<>(MapLog.parse(text, value -> true).entries());
        entries.keySet().removeIf(wanted.negate());
        return new MapLog(entries, List.of()).format();
    }

    private String remotes(String text) {
        SortedMap<String, UuidBasedLog.Entry> entries =
                new TreeMap<>(UuidBasedLog.parse(text).entries());
        entries.keySet().removeAll(dead);
        entries.replaceAll((uuid, entry) -> {
            SortedMap<String, String> settings = RemoteSettings.read(entry.value());
            if (deadOrSameAsDead.contains(uuid)) {
                settings.keySet().retainAll(Set.of(SAME_AS));
            }
            return new UuidBasedLog.Entry(entry.clock(), RemoteSettings.rewritten(settings));
        });
        return new UuidBasedLog(entries, List.of()).format();
    }
}

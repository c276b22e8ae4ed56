// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MapLog.FieldValue;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code export.log}: the trees that repositories export to special remotes, lines of {@code timestamp UUID:UUID tree
 * tree ...}. Source: Logs/Export/Pure.hs.
 */
public final class ExportLog {
    public static final String FILE = "export.log";

    private final MapLog log;

    private ExportLog(MapLog log) {
        this.log = log;
    }

    /** Which repository exports to which special remote. */
    public record Participants(Uuid from, Uuid to) implements Comparable<Participants> {
        private static final Comparator<Participants> ORDER =
                Comparator.comparing(Participants::from).thenComparing(Participants::to);

        /** @throws IllegalArgumentException when a line cannot name the repository */
        public Participants {
            if (from.text().indexOf(':') >= 0) {
                throw new IllegalArgumentException("not a line of a log");
            }
        }

        @Override
        public int compareTo(Participants other) {
            return ORDER.compare(this, other);
        }

        private static Optional<Participants> of(String field) {
            int colon = field.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Uuid.of(field.substring(0, colon))
                            .flatMap(from -> Uuid.of(field.substring(colon + 1)).map(to -> new Participants(from, to)));
        }
    }

    /**
     * What is exported.
     *
     * @param tree the name of a git object, one char for each byte
     * @param incomplete trees of which the export was begun but not ended
     */
    public record Exported(String tree, List<String> incomplete) {
        /** @throws IllegalArgumentException when a line cannot name the trees */
        public Exported {
            incomplete = List.copyOf(incomplete);
            if (!isWord(tree) || !incomplete.stream().allMatch(Exported::isWord)) {
                throw new IllegalArgumentException("not the name of a tree");
            }
        }

        private static boolean isWord(String name) {
            return !name.isEmpty() && name.indexOf(' ') < 0 && !LogLines.breaksLine(name);
        }

        private static Exported of(String words) {
            List<String> trees = List.of(words.split(" "));
            return new Exported(trees.getFirst(), trees.subList(1, trees.size()));
        }

        private String words() {
            List<String> trees = new ArrayList<>(List.of(tree));
            trees.addAll(incomplete);
            return String.join(" ", trees);
        }
    }

    public static ExportLog parse(String text) {
        return new ExportLog(MapLog.parse(text, value -> !value.isEmpty() && LogLines.isWords(value)));
    }

    public String format() {
        return log.format();
    }

    public ExportLog with(VectorClock candidate, Participants participants, Exported exported) {
        String field = participants.from + ":" + participants.to;
        return new ExportLog(log.with(candidate, new FieldValue(field, exported.words())));
    }

    public Map<Participants, Exported> exports() {
        Map<Participants, Exported> exports = new TreeMap<>();
        log.entries()
                .forEach((field, entry) -> Participants.of(field)
                        .ifPresent(participants -> exports.put(participants, Exported.of(entry.value()))));
        return Collections.unmodifiableMap(exports);
    }

    /** What is exported to a special remote; more than one tree where repositories disagree. */
    public Set<String> trees(Uuid remote) {
        Set<String> trees = new TreeSet<>();
        exports().forEach((participants, exported) -> {
            if (participants.to.equals(remote)) {
                trees.add(exported.tree);
            }
        });
        return Collections.unmodifiableSet(trees);
    }
}

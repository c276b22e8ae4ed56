// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A log with a value for each of some fields, in the newer of git-annex's forms: {@code timestamp field value}. Lines
 * of another form are kept, and so are those whose value cannot be read. Source: Logs/MapLog.hs.
 *
 * @param entries the newest of each field
 * @param unknown lines of another form
 */
record MapLog(SortedMap<String, Entry> entries, List<String> unknown) {
    record Entry(VectorClock clock, String value) {}

    private record Line(String field, Entry entry) {}

    MapLog {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        unknown = List.copyOf(new LinkedHashSet<>(unknown));
    }

    /** @param readable which values count; a line with another one is as if it were not there */
    static MapLog parse(String text, Predicate<String> readable) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        for (String written : LogLines.of(text)) {
            Optional<Line> line = line(written).filter(l -> readable.test(l.entry.value));
            if (line.isEmpty()) {
                unknown.add(written);
            } else {
                // Of two lines with the same clock upstream lets the last win.
                entries.merge(line.get().field, line.get().entry, (a, b) -> a.clock.compareTo(b.clock) > 0 ? a : b);
            }
        }
        return new MapLog(entries, unknown);
    }

    String format() {
        StringBuilder text = new StringBuilder();
        entries.forEach((field, entry) -> text.append(entry.clock)
                .append(' ')
                .append(field)
                .append(' ')
                .append(entry.value)
                .append('\n'));
        unknown.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** With a line that is later than the one it replaces. */
    MapLog with(VectorClock candidate, FieldValue set) {
        SortedMap<String, Entry> changed = new TreeMap<>(entries);
        Entry old = entries.get(set.field);
        VectorClock clock = old == null ? candidate : candidate.advancedPast(old.clock);
        changed.put(set.field, new Entry(clock, set.value));
        return new MapLog(changed, unknown);
    }

    /** What a field is to be; neither has a newline, and the field no space. */
    record FieldValue(String field, String value) {
        FieldValue {
            if (field.chars().anyMatch(c -> c == ' ' || c == '\n' || c == '\r')
                    || value.chars().anyMatch(c -> c == '\n' || c == '\r')) {
                throw new IllegalArgumentException("not a line of a log");
            }
        }
    }

    Map<String, String> values() {
        return entries.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().value));
    }

    private static Optional<Line> line(String line) {
        int first = line.indexOf(' ');
        int second = first < 0 ? -1 : line.indexOf(' ', first + 1);
        if (second < 0) {
            return Optional.empty();
        }
        String field = line.substring(first + 1, second);
        return VectorClock.of(line.substring(0, first))
                .map(clock -> new Line(field, new Entry(clock, line.substring(second + 1))));
    }
}

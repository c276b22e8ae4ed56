// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A log with a value for each repository, in the older of git-annex's forms: {@code UUID value timestamp=...}. Very old
 * lines lack the timestamp and are older than all others. Source: Logs/UUIDBased.hs, Logs/MapLog.hs.
 *
 * @param entries the newest of each repository
 * @param unknown lines of another form, kept
 */
record UuidBasedLog(SortedMap<String, Entry> entries, List<String> unknown) {
    private static final String TIMESTAMP = " timestamp=";

    record Entry(Optional<VectorClock> clock, String value) {
        boolean olderThan(Entry other) {
            return other.clock.isPresent() && (clock.isEmpty() || clock.get().compareTo(other.clock.get()) < 0);
        }
    }

    UuidBasedLog {
        entries = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        unknown = List.copyOf(new LinkedHashSet<>(unknown));
    }

    static UuidBasedLog parse(String text) {
        return parse(text, value -> true);
    }

    /** @param readable which values count; a line with another one is as if it were not there, but is kept */
    static UuidBasedLog parse(String text, Predicate<String> readable) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        for (String line : LogLines.of(text)) {
            int space = line.indexOf(' ');
            String uuid = space < 0 ? line : line.substring(0, space);
            Entry entry = entry(line.substring(uuid.length()));
            if (uuid.isEmpty() || !readable.test(entry.value)) {
                unknown.add(line);
            } else {
                // Of two lines with the same clock upstream lets the last win.
                entries.merge(uuid, entry, (a, b) -> b.olderThan(a) ? a : b);
            }
        }
        return new UuidBasedLog(entries, unknown);
    }

    String format() {
        StringBuilder text = new StringBuilder();
        entries.forEach((uuid, entry) -> text.append(uuid)
                .append(' ')
                .append(entry.value)
                .append(entry.clock.map(clock -> TIMESTAMP + clock).orElse(""))
                .append('\n'));
        unknown.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    UuidBasedLog with(VectorClock candidate, Uuid uuid, String value) {
        SortedMap<String, Entry> changed = new TreeMap<>(entries);
        VectorClock clock = Optional.ofNullable(entries.get(uuid.text()))
                .flatMap(Entry::clock)
                .map(candidate::advancedPast)
                .orElse(candidate);
        changed.put(uuid.text(), new Entry(Optional.of(clock), value));
        return new UuidBasedLog(changed, unknown);
    }

    /** Of the repositories whose UUID is one. */
    Map<Uuid, String> values() {
        Map<Uuid, String> values = new LinkedHashMap<>();
        entries.forEach((uuid, entry) -> Uuid.of(uuid).ifPresent(u -> values.put(u, entry.value)));
        return values;
    }

    private static Entry entry(String rest) {
        int stamp = rest.lastIndexOf(TIMESTAMP);
        Optional<VectorClock> clock =
                stamp < 0 ? Optional.empty() : VectorClock.of(rest.substring(stamp + TIMESTAMP.length()));
        String value = clock.isPresent() ? rest.substring(0, stamp) : rest;
        return new Entry(clock, value.isEmpty() ? "" : value.substring(1));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log of one number: lines of {@code timestamp number}, of which the newest counts and, of those of one time, the
 * largest. Lines of another form are kept. Source: Logs/SingleValue/Pure.hs, Logs/NumCopies.hs.
 *
 * @param newest empty where nothing was ever set
 * @param unknown lines of another form
 */
record SingleValueLog(Optional<Entry> newest, List<String> unknown) {
    private static final Pattern LINE = Pattern.compile("(\\S+) \\s*(-?[0-9]{1,9})(?![0-9]).*");

    record Entry(VectorClock clock, int number) {
        boolean laterThan(Entry other) {
            int order = clock.compareTo(other.clock);
            return order > 0 || (order == 0 && number > other.number);
        }
    }

    SingleValueLog {
        unknown = List.copyOf(new LinkedHashSet<>(unknown));
    }

    static SingleValueLog parse(String text) {
        Optional<Entry> newest = Optional.empty();
        List<String> unknown = new ArrayList<>();
        for (String line : LogLines.of(text)) {
            Optional<Entry> entry = entry(line);
            if (entry.isEmpty()) {
                unknown.add(line);
            } else if (newest.isEmpty() || entry.get().laterThan(newest.get())) {
                newest = entry;
            }
        }
        return new SingleValueLog(newest, unknown);
    }

    String format() {
        StringBuilder text = new StringBuilder();
        newest.ifPresent(entry ->
                text.append(entry.clock).append(' ').append(entry.number).append('\n'));
        unknown.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    SingleValueLog with(VectorClock candidate, int number) {
        VectorClock clock =
                newest.map(entry -> candidate.advancedPast(entry.clock)).orElse(candidate);
        return new SingleValueLog(Optional.of(new Entry(clock, number)), unknown);
    }

    OptionalInt number() {
        return newest.isPresent() ? OptionalInt.of(newest.get().number) : OptionalInt.empty();
    }

    private static Optional<Entry> entry(String line) {
        Matcher m = LINE.matcher(line);
        return m.matches()
                ? VectorClock.of(m.group(1)).map(clock -> new Entry(clock, Integer.parseInt(m.group(2))))
                : Optional.empty();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * {@code transitions.log}: which transitions the branch has been through, lines of {@code transition timestamp}. Two
 * branches with the same lines can be merged as they are. Source: Logs/Transitions.hs.
 *
 * @param lines by their time; also of transitions that only a newer git-annex knows
 */
public record TransitionsLog(SortedSet<Line> lines) {
    public static final String FILE = "transitions.log";

    public static final TransitionsLog NONE = new TransitionsLog(Collections.emptySortedSet());

    /** @param name of the transition, as written */
    public record Line(VectorClock started, String name) implements Comparable<Line> {
        /** Of those of one time, unknown ones come first and known ones in the order of {@link Transition}. */
        private static final Comparator<Line> ORDER = Comparator.comparing(Line::started)
                .thenComparing(line -> line.transition().map(Enum::ordinal).orElse(-1))
                .thenComparing(Line::name);

        /** Empty when it is not one that we know. */
        public Optional<Transition> transition() {
            return Transition.of(name);
        }

        @Override
        public int compareTo(Line other) {
            return ORDER.compare(this, other);
        }
    }

    public TransitionsLog {
        lines = Collections.unmodifiableSortedSet(new TreeSet<>(lines));
    }

    /** Lines of another form are left out. */
    public static TransitionsLog parse(String text) {
        SortedSet<Line> lines = new TreeSet<>();
        for (String line : LogLines.of(text)) {
            String[] words = line.split(" ", 3);
            if (words.length > 1) {
                VectorClock.of(words[1]).ifPresent(clock -> lines.add(new Line(clock, words[0])));
            }
        }
        return new TransitionsLog(lines);
    }

    public String format() {
        StringBuilder text = new StringBuilder();
        lines.forEach(
                line -> text.append(line.name).append(' ').append(line.started).append('\n'));
        return text.toString();
    }

    /** With one more, later than any earlier one of its kind. */
    public TransitionsLog with(VectorClock candidate, Transition transition) {
        VectorClock started = lines.stream()
                .filter(line -> line.name.equals(transition.text()))
                .map(Line::started)
                .max(Comparator.naturalOrder())
                .map(candidate::advancedPast)
                .orElse(candidate);
        SortedSet<Line> more = new TreeSet<>(lines);
        more.add(new Line(started, transition.text()));
        return new TransitionsLog(more);
    }

    public TransitionsLog with(TransitionsLog other) {
        SortedSet<Line> both = new TreeSet<>(lines);
        both.addAll(other.lines);
        return new TransitionsLog(both);
    }

    /** Whether one of them is unknown, so that it cannot be made here. */
    public boolean hasUnknown() {
        return lines.stream().anyMatch(line -> line.transition().isEmpty());
    }

    /** Those that we know, in the order in which they are made, each once. */
    public Set<Transition> known() {
        Set<Transition> known = new LinkedHashSet<>();
        lines.forEach(line -> line.transition().ifPresent(known::add));
        return known;
    }

    /** As in the messages of git-annex's commits: {@code ["forget git history"]}. */
    public String described() {
        List<String> quoted =
                known().stream().map(t -> "\"" + t.description() + "\"").toList();
        return "[" + String.join(",", quoted) + "]";
    }
}

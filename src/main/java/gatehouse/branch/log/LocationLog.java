// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The log of where a key is: lines of {@code timestamp 1 UUID}, where 0 stands for missing and X for dead. Lines that
 * cannot be read are kept. Source: Logs/Presence/Pure.hs, Logs/Location.hs.
 *
 * @param lines as written; several may speak of the same repository, the newest counts
 * @param unknown lines of another form
 */
public record LocationLog(List<Line> lines, List<String> unknown) {
    /** @param where mostly a UUID, one char for each byte */
    public record Line(VectorClock clock, Presence presence, String where) {
        @Override
        public String toString() {
            return clock + " " + mark(presence) + " " + where;
        }
    }

    public LocationLog {
        lines = List.copyOf(lines);
        unknown = List.copyOf(new LinkedHashSet<>(unknown));
    }

    public static LocationLog parse(String text) {
        List<Line> lines = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String line : LogLines.of(text)) {
            line(line).ifPresentOrElse(lines::add, () -> unknown.add(line));
        }
        return new LocationLog(lines, unknown);
    }

    public String format() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        unknown.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Only the newest line of each repository, in the order of their UUIDs. */
    public LocationLog compacted() {
        return new LocationLog(new ArrayList<>(newest().values()), unknown);
    }

    public LocationLog with(LocationLog other) {
        List<Line> both = new ArrayList<>(lines);
        both.addAll(other.lines);
        List<String> bothUnknown = new ArrayList<>(unknown);
        bothUnknown.addAll(other.unknown);
        return new LocationLog(both, bothUnknown);
    }

    /**
     * Compacted and with the change. A log that already says so stays as it is; else the new line is later than any of
     * that repository's. Source: Logs/Presence.hs maybeAddLog.
     */
    public LocationLog with(LocationChange change) {
        return with(
                VectorClock.ofNanos(change.atNanos()),
                change.presence(),
                change.where().text());
    }

    /** As for a change, for a log of the same form that speaks of something else than repositories. */
    LocationLog with(VectorClock candidate, Presence presence, String of) {
        if (LogLines.breaksLine(of)) {
            throw new IllegalArgumentException("not a line of a log");
        }
        SortedMap<String, Line> newest = newest();
        Line old = newest.get(of);
        if (old != null && old.presence() == presence) {
            return this;
        }
        VectorClock clock = old == null ? candidate : candidate.advancedPast(old.clock());
        newest.put(of, new Line(clock, presence, of));
        return new LocationLog(new ArrayList<>(newest.values()), unknown);
    }

    /** What the newest lines say is there, whatever form it has. */
    SortedSet<String> presentTexts() {
        return newest().values().stream()
                .filter(line -> line.presence() == Presence.PRESENT)
                .map(Line::where)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The repositories whose newest line says that they have the content. */
    public Set<Uuid> present() {
        return presentIn(newest().values());
    }

    /** What the newest line of {@code where} says; empty when there is none. */
    public Optional<Presence> presence(Uuid where) {
        return Optional.ofNullable(newest().get(where.text())).map(Line::presence);
    }

    /** Whether all that is known of the key is that its copies are dead. Source: Logs/Location.hs checkDead. */
    public boolean dead() {
        return newest().values().stream().allMatch(line -> line.presence() == Presence.DEAD);
    }

    private SortedMap<String, Line> newest() {
        SortedMap<String, Line> newest = new TreeMap<>();
        // From the last: of two lines with the same clock upstream lets the first win.
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            newest.merge(line.where(), line, (a, b) -> a.clock().compareTo(b.clock()) <= 0 ? b : a);
        }
        return newest;
    }

    private static Set<Uuid> presentIn(Collection<Line> newest) {
        Set<Uuid> present = new TreeSet<>();
        for (Line line : newest) {
            if (line.presence() == Presence.PRESENT) {
                Uuid.of(line.where()).ifPresent(present::add);
            }
        }
        return present;
    }

    private static Optional<Line> line(String line) {
        int first = line.indexOf(' ');
        if (first < 0 || line.length() < first + 3 || line.charAt(first + 2) != ' ') {
            return Optional.empty();
        }
        Optional<Presence> presence = switch (line.charAt(first + 1)) {
            case '1' -> Optional.of(Presence.PRESENT);
            case '0' -> Optional.of(Presence.MISSING);
            case 'X' -> Optional.of(Presence.DEAD);
            default -> Optional.empty();
        };
        return presence.flatMap(p ->
                VectorClock.of(line.substring(0, first)).map(clock -> new Line(clock, p, line.substring(first + 3))));
    }

    private static char mark(Presence presence) {
        return switch (presence) {
            case PRESENT -> '1';
            case MISSING -> '0';
            case DEAD -> 'X';
        };
    }
}

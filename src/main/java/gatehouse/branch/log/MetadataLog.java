// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MetadataLine.Field;
import gatehouse.branch.log.MetadataLine.Sign;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The log of a key's metadata. Each line sets and takes away values of fields; the newest line that names a value
 * counts. Lines stay as long as a line of elsewhere could come between them. Names and values have one char for each
 * byte. Source: Logs/MetaData.hs, Logs/MetaData/Pure.hs.
 */
public final class MetadataLog {
    private static final String LAST_CHANGED = "lastchanged";
    private static final String LAST_CHANGED_SUFFIX = "-lastchanged";

    private final NavigableSet<MetadataLine> lines;
    private final Set<String> unknown;

    private MetadataLog(NavigableSet<MetadataLine> lines, Set<String> unknown) {
        this.lines = lines;
        this.unknown = unknown;
    }

    public static MetadataLog parse(String text) {
        NavigableSet<MetadataLine> lines = new TreeSet<>(MetadataLine.ORDER);
        Set<String> unknown = new LinkedHashSet<>();
        for (String written : LogLines.of(text)) {
            MetadataLine.parse(written)
                    .ifPresentOrElse(
                            line -> {
                                // Of two that count as one, upstream keeps the last.
                                lines.remove(line);
                                lines.add(line);
                            },
                            () -> unknown.add(written));
        }
        return new MetadataLog(lines, unknown);
    }

    public String format() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        unknown.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /**
     * How a field is to change; values that are not named stay as they are.
     *
     * @param set becomes set
     * @param unset is taken away
     */
    public record FieldChange(Set<String> set, Set<String> unset) {
        public FieldChange {
            set = Set.copyOf(set);
            unset = Set.copyOf(unset);
            if (!Collections.disjoint(set, unset)) {
                throw new IllegalArgumentException("a value to be both set and unset");
            }
        }

        private SortedMap<String, Sign> signs() {
            SortedMap<String, Sign> signs = new TreeMap<>();
            set.forEach(value -> signs.put(value, Sign.SET));
            unset.forEach(value -> signs.put(value, Sign.UNSET));
            return signs;
        }
    }

    /**
     * With a line that is later than all others. Fields that tell when others changed are not written.
     *
     * @param changes of fields by their names
     * @throws IllegalArgumentException when a name cannot stand in a line
     */
    public MetadataLog with(VectorClock candidate, Map<String, FieldChange> changes) {
        SortedMap<String, Field> fields = new TreeMap<>();
        changes.forEach((name, change) -> {
            SortedMap<String, Sign> signs = change.signs();
            if (!signs.isEmpty() && !tellsChanges(name)) {
                fields.merge(folded(name), new Field(name, signs), Field::with);
            }
        });
        if (fields.isEmpty()) {
            return this;
        }
        VectorClock clock = lines.isEmpty()
                ? candidate
                : candidate.advancedPast(lines.last().clock());
        NavigableSet<MetadataLine> more = new TreeSet<>(lines);
        more.add(MetadataLine.of(clock, fields));
        return new MetadataLog(simplified(more), unknown);
    }

    /**
     * The values now set of each field that has any, with those that git-annex makes of the times of the lines:
     * {@code lastchanged} and {@code FIELD-lastchanged}.
     */
    public Map<String, Set<String>> current() {
        SortedMap<String, Field> fields = new TreeMap<>();
        Map<String, VectorClock> changed = new HashMap<>();
        for (MetadataLine line : lines) {
            line.fields().forEach((folded, field) -> {
                fields.merge(folded, field, Field::with);
                changed.put(folded, line.clock());
            });
        }
        Map<String, Set<String>> current = new TreeMap<>();
        fields.forEach((folded, field) -> {
            Set<String> set = values(field);
            if (!set.isEmpty()) {
                add(current, field.name(), set);
                VectorClock clock = changed.getOrDefault(folded, lines.last().clock());
                add(current, field.name() + LAST_CHANGED_SUFFIX, Set.of(clock.date()));
            }
        });
        if (!lines.isEmpty()) {
            add(current, LAST_CHANGED, Set.of(lines.last().clock().date()));
        }
        return Collections.unmodifiableMap(current);
    }

    private static void add(Map<String, Set<String>> current, String name, Set<String> values) {
        current.computeIfAbsent(name, none -> new TreeSet<>()).addAll(values);
    }

    private static Set<String> values(Field field) {
        return field.values().entrySet().stream()
                .filter(value -> value.getValue() == Sign.SET)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Without what newer lines say otherwise or again, if that makes for fewer lines. */
    private static NavigableSet<MetadataLine> simplified(NavigableSet<MetadataLine> lines) {
        SortedMap<String, Field> newer = new TreeMap<>();
        List<MetadataLine> kept = new ArrayList<>();
        for (MetadataLine line : lines.descendingSet()) {
            SortedMap<String, Field> unique = new TreeMap<>();
            line.fields().forEach((folded, field) -> {
                SortedMap<String, Sign> values = new TreeMap<>(field.values());
                if (newer.containsKey(folded)) {
                    values.keySet().removeAll(newer.get(folded).values().keySet());
                }
                if (!values.isEmpty()) {
                    unique.put(folded, new Field(field.name(), values));
                }
            });
            unique.forEach((folded, field) -> newer.merge(folded, field, Field::with));
            if (!unique.isEmpty()) {
                kept.add(unique.equals(line.fields()) ? line : MetadataLine.of(line.clock(), unique));
            }
        }
        if (kept.size() == lines.size()) {
            return lines;
        }
        NavigableSet<MetadataLine> fewer = new TreeSet<>(MetadataLine.ORDER);
        fewer.addAll(kept);
        return fewer;
    }

    private static boolean tellsChanges(String name) {
        return name.endsWith(LAST_CHANGED) && !name.equals(LAST_CHANGED_SUFFIX);
    }

    private static String folded(String name) {
        boolean oneWord = name.indexOf(' ') < 0 && !LogLines.breaksLine(name);
        boolean begins = !name.isEmpty() && name.charAt(0) != '+' && name.charAt(0) != '-';
        if (!oneWord || !begins) {
            throw new IllegalArgumentException("not the name of a field");
        }
        return MetadataLine.folded(name).orElseThrow(() -> new IllegalArgumentException("not the name of a field"));
    }
}

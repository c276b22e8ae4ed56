// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MetadataLine.Field;
import gatehouse.branch.log.MetadataLine.Sign;
import gatehouse.repository.FileSystemText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A {@code .log.rmet}: what remotes say of a key, lines of {@code timestamp UUID:field +value -value}. Source:
 * Logs/MetaData/Pure.hs.
 */
final class RemoteMetadataLines {
    private static final Pattern LEGAL = Pattern.compile("[\\p{L}\\p{N}\\p{M}][\\p{L}\\p{N}\\p{M}_.-]*");

    private RemoteMetadataLines() {}

    /** Without what is outdated, and only of the wanted repositories. */
    static String only(String text, Predicate<String> wanted) {
        TreeSet<MetadataLine> kept = new TreeSet<>(MetadataLine.ORDER);
        for (MetadataLine line : simplified(parsed(text))) {
            SortedMap<String, Field> fields = new TreeMap<>(line.fields());
            fields.values().removeIf(field -> !isKept(field.name(), wanted));
            if (!fields.isEmpty()) {
                kept.add(MetadataLine.of(line.clock(), fields));
            }
        }
        StringBuilder result = new StringBuilder();
        kept.forEach(line -> result.append(line.text()).append('\n'));
        return result.toString();
    }

    /** A field that is no remote's stays. */
    private static boolean isKept(String name, Predicate<String> wanted) {
        int colon = name.indexOf(':');
        boolean ofRemote = colon >= 0
                && LEGAL.matcher(FileSystemText.decode(name.substring(colon + 1)))
                        .matches();
        return !ofRemote || wanted.test(name.substring(0, colon));
    }

    private static TreeSet<MetadataLine> parsed(String text) {
        TreeSet<MetadataLine> lines = new TreeSet<>(MetadataLine.ORDER);
        for (String written : LogLines.of(text)) {
            MetadataLine.parse(written).ifPresent(line -> {
                // Of two that count as one, upstream keeps the last.
                lines.remove(line);
                lines.add(line);
            });
        }
        return lines;
    }

    /** Each line with only what no newer one overrides, the newest whole; unchanged where that saves no line. */
    private static Collection<MetadataLine> simplified(TreeSet<MetadataLine> lines) {
        List<MetadataLine> left = new ArrayList<>();
        SortedMap<String, Field> newer = new TreeMap<>();
        for (MetadataLine line : lines.descendingSet()) {
            SortedMap<String, Field> unique = without(newer, line.fields());
            if (left.isEmpty() || !unique.isEmpty()) {
                left.add(MetadataLine.of(line.clock(), unique));
                unique.forEach((folded, field) -> newer.merge(folded, field, (mine, older) -> older.with(mine)));
            }
        }
        return left.size() < lines.size() ? left : lines;
    }

    private static SortedMap<String, Field> without(SortedMap<String, Field> newer, SortedMap<String, Field> fields) {
        SortedMap<String, Field> left = new TreeMap<>();
        fields.forEach((folded, field) -> {
            SortedMap<String, Sign> values = new TreeMap<>(field.values());
            Field other = newer.get(folded);
            if (other != null) {
                values.keySet().removeAll(other.values().keySet());
            }
            if (!values.isEmpty()) {
                left.put(folded, new Field(field.name(), values));
            }
        });
        return left;
    }
}

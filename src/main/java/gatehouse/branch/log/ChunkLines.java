// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .log.cnk}: into how many chunks of which size a repository has cut a key, lines of {@code timestamp
 * UUID:size count}. Source: Logs/Chunk/Pure.hs.
 */
final class ChunkLines {
    private static final Pattern FIELD = Pattern.compile("([^:]*):(?:0*([0-9]{1,18})|([^0-9].*|))");
    private static final Pattern COUNT = Pattern.compile("0*([0-9]+)");

    /** @param size empty where the method is not one of chunks of one size */
    private record Method(String uuid, Optional<Long> size, String other) {
        static final Comparator<Method> ORDER = Comparator.comparing(Method::uuid)
                .thenComparing(method -> method.size.isEmpty())
                .thenComparing(method -> method.size.orElse(0L))
                .thenComparing(Method::other);

        @Override
        public String toString() {
            return uuid + ":" + size.map(String::valueOf).orElse(other);
        }
    }

    private ChunkLines() {}

    /** The newest line of each repository that is wanted and each size. */
    static String only(String text, Predicate<String> wanted) {
        SortedMap<Method, MapLog.Entry> kept = new TreeMap<>(Method.ORDER);
        MapLog.parse(text, count -> COUNT.matcher(count).matches())
                .entries()
                .forEach((field, entry) -> method(field)
                        .filter(method -> wanted.test(method.uuid))
                        .ifPresent(method ->
                                kept.merge(method, entry, (a, b) -> a.clock().compareTo(b.clock()) > 0 ? a : b)));
        StringBuilder result = new StringBuilder();
        kept.forEach((method, entry) -> result.append(entry.clock())
                .append(' ')
                .append(method)
                .append(' ')
                .append(COUNT.matcher(entry.value()).replaceAll("$1"))
                .append('\n'));
        return result.toString();
    }

    private static Optional<Method> method(String field) {
        Matcher m = FIELD.matcher(field);
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                m.group(2) == null
                        ? new Method(m.group(1), Optional.empty(), m.group(3))
                        : new Method(m.group(1), Optional.of(Long.valueOf(m.group(2))), ""));
    }
}

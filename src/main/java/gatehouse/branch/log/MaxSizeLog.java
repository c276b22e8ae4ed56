// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MapLog.FieldValue;
import gatehouse.repository.MaxSize;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code maxsize.log}: how much each repository may hold, lines of {@code timestamp UUID bytes}. Source:
 * Logs/MaxSize.hs.
 */
public final class MaxSizeLog {
    public static final String FILE = "maxsize.log";

    /** What is more than a long holds is no line of ours. */
    private static final Pattern BYTES = Pattern.compile("\\s*([0-9]{1,18})(?![0-9]).*");

    private final MapLog log;

    private MaxSizeLog(MapLog log) {
        this.log = log;
    }

    public static MaxSizeLog parse(String text) {
        return new MaxSizeLog(MapLog.parse(text, value -> BYTES.matcher(value).matches()));
    }

    public String format() {
        return log.format();
    }

    public MaxSizeLog with(VectorClock candidate, Uuid uuid, MaxSize size) {
        return new MaxSizeLog(log.with(candidate, new FieldValue(uuid.text(), Long.toString(size.bytes()))));
    }

    public Map<Uuid, MaxSize> sizes() {
        Map<Uuid, MaxSize> sizes = new TreeMap<>();
        log.values()
                .forEach((field, value) ->
                        Uuid.of(field).ifPresent(uuid -> size(value).ifPresent(size -> sizes.put(uuid, size))));
        return sizes;
    }

    private static Optional<MaxSize> size(String value) {
        Matcher m = BYTES.matcher(value);
        return m.matches() ? Optional.of(new MaxSize(Long.parseLong(m.group(1)))) : Optional.empty();
    }
}

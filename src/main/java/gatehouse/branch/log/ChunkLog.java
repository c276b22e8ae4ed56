// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MapLog.FieldValue;
import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of how special remotes keep a key in chunks: lines of {@code timestamp UUID:bytes chunks}. No chunks stand
 * for content that is no longer there in chunks of that size. Source: Logs/Chunk.hs, Logs/Chunk/Pure.hs.
 */
public final class ChunkLog {
    /** What is more than a long holds is no line of ours. */
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");

    /** What is not a number is a way of making chunks that we don't know. */
    private static final Pattern FIELD = Pattern.compile("([^:]*):([0-9]{1,18})");

    private final MapLog log;

    private ChunkLog(MapLog log) {
        this.log = log;
    }

    /** Where chunks are, and how large each of them is but the last. */
    public record Chunked(Uuid remote, long chunkBytes) implements Comparable<Chunked> {
        private static final Comparator<Chunked> ORDER =
                Comparator.comparing(Chunked::remote).thenComparing(Chunked::chunkBytes);

        /** @throws IllegalArgumentException when a line cannot say so */
        public Chunked {
            if (chunkBytes < 0 || remote.text().indexOf(':') >= 0) {
                throw new IllegalArgumentException("not a line of a log");
            }
        }

        @Override
        public int compareTo(Chunked other) {
            return ORDER.compare(this, other);
        }

        private static Optional<Chunked> of(String field) {
            Matcher m = FIELD.matcher(field);
            return m.matches()
                    ? Uuid.of(m.group(1)).map(remote -> new Chunked(remote, Long.parseLong(m.group(2))))
                    : Optional.empty();
        }
    }

    public static ChunkLog parse(String text) {
        return new ChunkLog(MapLog.parse(text, value -> COUNT.matcher(value).matches()));
    }

    public String format() {
        return log.format();
    }

    /**
     * @param count of chunks
     * @throws IllegalArgumentException when it is below 0
     */
    public ChunkLog with(VectorClock candidate, Chunked chunked, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("less than no chunks");
        }
        String field = chunked.remote + ":" + chunked.chunkBytes;
        return new ChunkLog(log.with(candidate, new FieldValue(field, Long.toString(count))));
    }

    /** How many chunks there are, where there are any. */
    public Map<Chunked, Long> counts() {
        Map<Chunked, MapLog.Entry> newest = new TreeMap<>();
        log.entries()
                .forEach((field, entry) -> Chunked.of(field)
                        .ifPresent(chunked ->
                                newest.merge(chunked, entry, (a, b) -> a.clock().compareTo(b.clock()) > 0 ? a : b)));
        Map<Chunked, Long> counts = new TreeMap<>();
        newest.forEach((chunked, entry) -> counts.put(chunked, Long.parseLong(entry.value())));
        counts.values().removeIf(count -> count == 0);
        return Collections.unmodifiableMap(counts);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A line of the log of metadata: {@code timestamp field +value -value field +value}. A value that has white space or
 * begins with an exclamation mark is written in base64 after such a mark. Source: Types/MetaData.hs,
 * Logs/SingleValue/Pure.hs.
 *
 * @param fields by their folded names
 * @param text as written, without the newline
 */
record MetadataLine(VectorClock clock, SortedMap<String, Field> fields, String text) {
    /**
     * In upstream's order of time, then of fields and values. Lines with the same time, fields and values are one, even
     * when one sets what the other takes away.
     */
    static final Comparator<MetadataLine> ORDER =
            Comparator.comparing(MetadataLine::clock).thenComparing(MetadataLine::fields, MetadataLine::compare);

    /** Whether a value is set or was taken away. */
    enum Sign {
        SET('+'),
        UNSET('-');

        private final char mark;

        Sign(char mark) {
            this.mark = mark;
        }
    }

    /** @param name as written, one char for each byte */
    record Field(String name, SortedMap<String, Sign> values) {
        Field {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        Field with(Field newer) {
            SortedMap<String, Sign> both = new TreeMap<>(values);
            both.putAll(newer.values);
            return new Field(newer.name, both);
        }
    }

    MetadataLine {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    static MetadataLine of(VectorClock clock, SortedMap<String, Field> fields) {
        StringBuilder text = new StringBuilder(clock.toString());
        for (Field field : fields.values()) {
            text.append(' ').append(field.name);
            field.values.forEach(
                    (value, sign) -> text.append(' ').append(sign.mark).append(written(value)));
        }
        return new MetadataLine(clock, fields, text.toString());
    }

    static Optional<MetadataLine> parse(String line) {
        int space = line.indexOf(' ');
        return space < 0
                ? Optional.empty()
                : VectorClock.of(line.substring(0, space))
                        .map(clock -> new MetadataLine(clock, fields(line.substring(space + 1)), line));
    }

    /** The case of names does not matter. Empty when {@code name} is not UTF-8. */
    static Optional<String> folded(String name) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            byte[] folded = decoded.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return Optional.of(new String(folded, StandardCharsets.ISO_8859_1));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What is no value is the next field; what comes after a name that is not UTF-8 is not read. */
    private static SortedMap<String, Field> fields(String written) {
        SortedMap<String, Field> fields = new TreeMap<>();
        Optional<String> field = Optional.empty();
        String name = "";
        for (String word : written.isEmpty() ? List.<String>of() : List.of(written.split(" ", -1))) {
            Optional<Field> value = field.isEmpty() ? Optional.empty() : value(name, word);
            if (value.isPresent()) {
                fields.merge(field.get(), value.get(), Field::with);
            } else {
                field = folded(word);
                name = word;
                if (field.isEmpty()) {
                    break;
                }
            }
        }
        return fields;
    }

    private static Optional<Field> value(String name, String word) {
        for (Sign sign : Sign.values()) {
            if (!word.isEmpty() && word.charAt(0) == sign.mark) {
                return read(word.substring(1))
                        .map(value -> new Field(name, new TreeMap<>(Collections.singletonMap(value, sign))));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> read(String written) {
        if (!written.startsWith("!")) {
            return Optional.of(written);
        }
        String encoded = written.substring(1);
        int padding = encoded.indexOf('=');
        // Upstream reads no further than the first padding, and does not make good what is left out at the end.
        int end = padding < 0 ? encoded.length() : padding / 4 * 4 + 4;
        if (end % 4 != 0 || end > encoded.length()) {
            return Optional.empty();
        }
        try {
            byte[] value = Base64.getDecoder().decode(encoded.substring(0, end));
            return Optional.of(new String(value, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String written(String value) {
        return value.startsWith("!") || value.indexOf(' ') >= 0 || LogLines.breaksLine(value)
                ? "!" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.ISO_8859_1))
                : value;
    }

    private static int compare(SortedMap<String, Field> a, SortedMap<String, Field> b) {
        return compare(words(a), words(b), (x, y) -> compare(x, y, Comparator.naturalOrder()));
    }

    /** By the first difference; the beginning of a list comes before it. */
    private static <T> int compare(List<T> a, List<T> b, Comparator<T> order) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int first = order.compare(a.get(i), b.get(i));
            if (first != 0) {
                return first;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    /** The name and the values of each field. */
    private static List<List<String>> words(SortedMap<String, Field> fields) {
        List<List<String>> all = new ArrayList<>();
        fields.forEach((name, field) -> {
            List<String> words = new ArrayList<>(List.of(name));
            words.addAll(field.values.keySet());
            all.add(words);
        });
        return all;
    }
}

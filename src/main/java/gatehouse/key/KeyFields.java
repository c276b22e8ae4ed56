// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the parts of a serialized key stand: the backend's name ends at {@code backendEnd}, the name begins at
 * {@code nameStart}, and between them the numeric fields stand in the order of {@link #MARKS}. Source: Types/Key.hs
 * keyParser.
 */
final class KeyFields {
    static final int SIZE = 0;
    static final int MTIME = 1;
    static final int CHUNK_SIZE = 2;
    static final int CHUNK_NUMBER = 3;

    private static final String MARKS = "smSC";

    /** Of each field, where its digits begin and end; both 0 when the key lacks it. */
    private final int[] starts = new int[MARKS.length()];

    private final int[] ends = new int[MARKS.length()];
    private final int backendEnd;
    private int nameStart;

    private KeyFields(int backendEnd) {
        this.backendEnd = backendEnd;
    }

    /** Empty when {@code text} does not begin as a key; the name is not looked at. */
    static Optional<KeyFields> of(String text) {
        KeyFields fields = new KeyFields(text.indexOf('-'));
        if (fields.backendEnd <= 0) {
            return Optional.empty();
        }
        int at = fields.backendEnd;
        for (int field = 0; field < MARKS.length(); field++) {
            if (at + 1 < text.length() && text.charAt(at + 1) == MARKS.charAt(field)) {
                int end = digitsEnd(text, at + 2);
                // The hyphen that each field begins with is the one that ended the field before.
                if (end == at + 2 || end == text.length() || text.charAt(end) != '-') {
                    return Optional.empty();
                }
                fields.starts[field] = at + 2;
                fields.ends[field] = end;
                at = end;
            }
        }
        fields.nameStart = at + 2;
        return text.startsWith("--", at) ? Optional.of(fields) : Optional.empty();
    }

    int backendEnd() {
        return backendEnd;
    }

    int nameStart() {
        return nameStart;
    }

    boolean has(int field) {
        return ends[field] > 0;
    }

    /** The number of a field that the key has, empty when no long holds it. */
    OptionalLong number(int field, String text) {
        try {
            return OptionalLong.of(Long.parseLong(text, starts[field], ends[field], 10));
        } catch (NumberFormatException tooLong) {
            return OptionalLong.empty();
        }
    }

    /** Whether no number has a leading zero. */
    boolean isCanonical(String text) {
        for (int field = 0; field < MARKS.length(); field++) {
            if (ends[field] - starts[field] > 1 && text.charAt(starts[field]) == '0') {
                return false;
            }
        }
        return true;
    }

    /** The key with only the fields before {@code end}, and without leading zeros. */
    String serialized(String text, int end) {
        StringBuilder key = new StringBuilder(text.length()).append(text, 0, backendEnd);
        for (int field = 0; field < end; field++) {
            if (has(field)) {
                int start = starts[field];
                while (start < ends[field] - 1 && text.charAt(start) == '0') {
                    start++;
                }
                key.append('-').append(MARKS.charAt(field)).append(text, start, ends[field]);
            }
        }
        return key.append(text, nameStart - 2, text.length()).toString();
    }

    private static int digitsEnd(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}

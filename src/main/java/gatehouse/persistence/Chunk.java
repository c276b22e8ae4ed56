// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers for one {@code IN (...)}. Of few lengths, so that the database knows the statement already; what is missing
 * is filled with the last number once more.
 */
record Chunk(List<Long> numbers) {
    private static final int[] LENGTHS = {1, 8, 64, 512};

    Chunk {
        numbers = List.copyOf(numbers);
    }

    static List<Chunk> of(List<Long> numbers) {
        int longest = LENGTHS[LENGTHS.length - 1];
        List<Chunk> chunks = new ArrayList<>();
        for (int from = 0; from < numbers.size(); from += longest) {
            chunks.add(filled(numbers.subList(from, Math.min(numbers.size(), from + longest))));
        }
        return chunks;
    }

    private static Chunk filled(List<Long> some) {
        List<Long> filled = new ArrayList<>(some);
        int length = 0;
        while (LENGTHS[length] < some.size()) {
            length++;
        }
        while (filled.size() < LENGTHS[length]) {
            filled.add(some.getLast());
        }
        return new Chunk(filled);
    }

    /** What stands between the parentheses. */
    String marks() {
        return "?" + ", ?".repeat(numbers.size() - 1);
    }

    void set(PreparedStatement statement, int first) throws SQLException {
        for (int i = 0; i < numbers.size(); i++) {
            statement.setLong(first + i, numbers.get(i));
        }
    }
}

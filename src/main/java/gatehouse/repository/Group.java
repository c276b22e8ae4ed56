// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.util.Optional;

/**
 * A name that repositories with the same purpose have in common, as {@code archive}. {@code text} has one char for each
 * byte. Source: Types/Group.hs, Logs/Group.hs.
 */
public record Group(String text) implements Comparable<Group> {
    /** @throws IllegalArgumentException when it cannot be a word of a log line */
    public Group {
        if (!valid(text)) {
            throw new IllegalArgumentException("not a group");
        }
    }

    /** Empty when the text is empty, or has white space or control characters. */
    public static Optional<Group> of(String byteText) {
        return valid(byteText) ? Optional.of(new Group(byteText)) : Optional.empty();
    }

    private static boolean valid(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c > 0xff);
    }

    @Override
    public int compareTo(Group other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}

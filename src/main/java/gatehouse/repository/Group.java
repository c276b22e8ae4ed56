// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

/**
 * A name that repositories with the same purpose have in common, as {@code archive}. {@code text} has one char for each
 * byte. Source: Types/Group.hs, Logs/Group.hs.
 */
public record Group(String text) implements Comparable<Group> {
    /** @throws IllegalArgumentException when it cannot be a word of a log line */
    public Group {
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c > 0xff)) {
            throw new IllegalArgumentException("not a group");
        }
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

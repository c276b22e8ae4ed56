// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.util.Optional;

/**
 * The name of a remote that is answered for, or of a cluster, one char for each byte: letters, digits and {@code _-.},
 * the first one neither {@code -} nor {@code .}, so that it is safe wherever a name of a remote may stand. Source:
 * Git/Remote.hs makeLegalName.
 */
public record RemoteName(String text) implements Comparable<RemoteName> {
    /** @throws IllegalArgumentException when it is no such name */
    public RemoteName {
        if (!valid(text)) {
            throw new IllegalArgumentException("not the name of a remote");
        }
    }

    public static Optional<RemoteName> of(String byteText) {
        return valid(byteText) ? Optional.of(new RemoteName(byteText)) : Optional.empty();
    }

    private static boolean valid(String byteText) {
        String text = FileSystemText.decode(byteText);
        return !text.isEmpty()
                && text.charAt(0) != '-'
                && text.charAt(0) != '.'
                && text.codePoints().allMatch(c -> c == '_' || c == '-' || c == '.' || isAlphaNumeric(c));
    }

    /** As Haskell has it. */
    private static boolean isAlphaNumeric(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c) || type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    @Override
    public int compareTo(RemoteName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}

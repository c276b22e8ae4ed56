// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.matcher;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits an expression into words: at white space, and around each parenthesis. There are no quotes. Source:
 * Annex/FileMatcher.hs tokenizeMatcher.
 */
public final class Words {
    private Words() {}

    /** @param text decoded, not one char for each byte */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean atEnd = i == text.length();
            boolean parenthesis = !atEnd && (text.charAt(i) == '(' || text.charAt(i) == ')');
            if (!atEnd && !parenthesis && !isSpace(text.charAt(i))) {
                continue;
            }
            if (start < i) {
                words.add(text.substring(start, i));
            }
            if (parenthesis) {
                words.add(text.substring(i, i + 1));
            }
            start = i + 1;
        }
        return words;
    }

    /** All of Unicode's white space that separates words is in its first plane. */
    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || Character.getType(c) == Character.SPACE_SEPARATOR;
    }
}

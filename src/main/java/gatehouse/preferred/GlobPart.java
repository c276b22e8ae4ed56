// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import java.util.List;

/** A part of a glob that was understood. */
sealed interface GlobPart {
    /** Any number of any chars of a line. */
    OneOf ANYTHING = new OneOf(List.of(), true, true, true);

    /** Chars from {@code first} to {@code last}, both included. */
    record Range(int first, int last) {
        boolean contains(int c) {
            return first <= c && c <= last;
        }
    }

    /**
     * One char, or some in a row.
     *
     * @param inverted whether it is one that is not in the ranges, and no end of a line
     * @param repeated whether it may be several: one at least, but for {@link #ANYTHING}
     */
    record OneOf(List<Range> ranges, boolean inverted, boolean caseSensitive, boolean repeated) implements GlobPart {
        public OneOf {
            ranges = List.copyOf(ranges);
        }

        boolean contains(int c) {
            if (inverted) {
                return c != '\n' && !isListed(c);
            }
            return isListed(c);
        }

        private boolean isListed(int c) {
            if (caseSensitive) {
                return isInRanges(c);
            }
            if (!Character.isLetter(c)) {
                return isInRanges(c);
            }
            return isListedAs(c, c)
                    || isListedAs(Character.toLowerCase(c), c)
                    || isListedAs(Character.toUpperCase(c), c)
                    || isListedAs(Character.toTitleCase(c), c);
        }

        private boolean isListedAs(int listed, int c) {
            return (Character.toUpperCase(listed) == c || Character.toLowerCase(listed) == c) && isInRanges(listed);
        }

        private boolean isInRanges(int c) {
            for (Range range : ranges) {
                if (range.contains(c)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A place in the text, with no width. */
    enum Place implements GlobPart {
        TEXT_BEGINS,
        TEXT_ENDS,
        WORD_BEGINS,
        WORD_ENDS;

        boolean isAt(int[] text, int at) {
            boolean before = at > 0 && isWord(text[at - 1]);
            boolean after = at < text.length && isWord(text[at]);
            return switch (this) {
                case TEXT_BEGINS -> at == 0;
                case TEXT_ENDS -> at == text.length;
                case WORD_BEGINS -> !before && after;
                case WORD_ENDS -> before && !after;
            };
        }

        private static boolean isWord(int c) {
            return c == '_' || c < 0x80 && Character.isLetterOrDigit(c);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A glob as git-annex matches it: made into a regular expression that is then searched for, line by line. So {@code *}
 * matches a slash too, a slash matches several, and some signs that mean a place in a regular expression mean it here.
 * Source: Utility/Glob.hs, and regex-tdfa, which it uses.
 *
 * <p>Matching takes time in proportion to the lengths of glob and text, whatever they hold.
 */
final class Glob {
    /** What is matched, and by which rules. */
    enum Kind {
        /** Case matters, and one slash stands for any number of them. */
        FILE_PATH(true, true),
        /** Case does not matter. */
        METADATA_VALUE(false, false),
        URL(true, false);

        final boolean caseSensitive;
        final boolean filePath;

        Kind(boolean caseSensitive, boolean filePath) {
            this.caseSensitive = caseSensitive;
            this.filePath = filePath;
        }
    }

    private final List<GlobPart> parts;

    private Glob(List<GlobPart> parts) {
        this.parts = parts;
    }

    /** Empty when the regular expression that it would become is none. Both it and what it matches are decoded text. */
    static Optional<Glob> of(String glob, Kind kind) {
        return GlobParts.of(glob, kind).map(Glob::new);
    }

    boolean matches(String text) {
        if (parts.size() == 1 && parts.getFirst() == GlobPart.ANYTHING && text.indexOf('\n') < 0) {
            return true;
        }
        int[] codePoints = text.codePoints().toArray();
        BitSet states = new BitSet(parts.size() + 1);
        for (int i = 0; i <= codePoints.length; i++) {
            if (i == 0 || codePoints[i - 1] == '\n') {
                states.set(0);
            }
            skip(states, codePoints, i);
            boolean lineEnds = i == codePoints.length || codePoints[i] == '\n';
            if (lineEnds && states.get(parts.size())) {
                return true;
            }
            if (i < codePoints.length) {
                states = after(states, codePoints[i]);
            }
        }
        return false;
    }

    /** Goes past the parts that match nothing, or may. */
    private void skip(BitSet states, int[] text, int at) {
        for (int s = states.nextSetBit(0); s >= 0 && s < parts.size(); s = states.nextSetBit(s + 1)) {
            GlobPart part = parts.get(s);
            if (part instanceof GlobPart.Place place ? place.isAt(text, at) : part == GlobPart.ANYTHING) {
                states.set(s + 1);
            }
        }
    }

    private BitSet after(BitSet states, int c) {
        BitSet next = new BitSet(parts.size() + 1);
        for (int s = states.nextSetBit(0); s >= 0 && s < parts.size(); s = states.nextSetBit(s + 1)) {
            if (parts.get(s) instanceof GlobPart.OneOf one && one.contains(c)) {
                if (one.repeated()) {
                    next.set(s);
                }
                if (part(s) != GlobPart.ANYTHING) {
                    next.set(s + 1);
                }
            }
        }
        return next;
    }

    private GlobPart part(int s) {
        return parts.get(s);
    }
}

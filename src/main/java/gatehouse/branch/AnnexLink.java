// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.key.Key;
import java.util.Optional;

/** What git holds of an annexed file: the target of a symlink, or a pointer file. Source: Annex/Link.hs. */
final class AnnexLink {
    /** Source: Annex/Link.hs maxValidPointerSz. */
    static final int MAX_BYTES = 32 * 1024;

    private static final String OBJECTS = "/annex/objects/";
    private static final String LINE_TAG = "/annex/";

    private AnnexLink() {}

    /** @param text of the whole blob, one char for each byte; empty when it is neither */
    static Optional<Key> key(String text) {
        if (text.length() > MAX_BYTES) {
            return Optional.empty();
        }
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        if (first.endsWith("\r")) {
            first = first.substring(0, first.length() - 1);
        }
        if (!first.contains(OBJECTS) || end >= 0 && !valid(text.substring(end + 1))) {
            return Optional.empty();
        }
        return Key.ofFileName(first.substring(first.lastIndexOf('/') + 1));
    }

    /** Whether further lines belong to a pointer file, and not to what somebody wrote behind it. */
    private static boolean valid(String rest) {
        for (int begin = 0; begin < rest.length(); ) {
            int end = rest.indexOf('\n', begin);
            if (end < 0 || !rest.substring(begin, end).contains(LINE_TAG)) {
                return false;
            }
            begin = end + 1;
        }
        return true;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code export.log} says was last exported: lines of {@code timestamp UUID:UUID treeish}, from where and to
 * where, with the trees whose export is not finished after it. Source: Logs/Export/Pure.hs.
 */
public final class ExportedTreeishes {
    public static final String FILE = "export.log";

    private ExportedTreeishes() {}

    /** Each once, in the order of the repositories. */
    public static List<String> of(String text) {
        Set<String> treeishes = new LinkedHashSet<>();
        MapLog.parse(text, value -> !value.isEmpty() && value.charAt(0) != ' ')
                .entries()
                .forEach((field, entry) -> {
                    int colon = field.indexOf(':');
                    if (colon > 0 && colon < field.length() - 1) {
                        treeishes.add(entry.value().split(" ", 2)[0]);
                    }
                });
        return List.copyOf(treeishes);
    }
}

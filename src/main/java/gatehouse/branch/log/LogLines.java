// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The lines of a log, one char for each byte, and the union of two logs. Source: Logs/Line.hs, Git/UnionMerge.hs. */
public final class LogLines {
    private LogLines() {}

    /** The lines that a log's parser sees: any run of carriage returns and newlines ends one. */
    public static List<String> of(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                if (i > start) {
                    lines.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return lines;
    }

    /** Whether the text cannot be within a line. */
    static boolean breaksLine(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    /** Whether it is words with one space between them, or none; one more space may be at the end. */
    static boolean isWords(String text) {
        return !text.startsWith(" ") && !text.contains("  ");
    }

    /** What would end a line becomes a space. */
    static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    /**
     * The distinct lines of all texts, sorted by their bytes; or the first text that already holds just those,
     * unchanged, so that nothing is rewritten without need.
     */
    public static String union(List<String> texts) {
        TreeSet<String> all = new TreeSet<>();
        texts.forEach(text -> all.addAll(exact(text)));
        for (String text : texts) {
            if (exact(text).size() == all.size()) {
                return text;
            }
        }
        StringBuilder union = new StringBuilder();
        all.forEach(line -> union.append(line).append('\n'));
        return union.toString();
    }

    /** The set of lines as the union knows them: ended by newlines only, blank ones counted. */
    public static Set<String> exact(String text) {
        Set<String> lines = new TreeSet<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }
}

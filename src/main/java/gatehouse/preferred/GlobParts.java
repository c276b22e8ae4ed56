// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a glob into the regular expression that git-annex makes of it, and that into parts. The detour keeps what
 * happens to globs with odd brackets. Source: Utility/Glob.hs wildToRegex; regex-tdfa ReadRegex.hs, CorePattern.hs.
 */
final class GlobParts {
    private static final Map<String, List<GlobPart.Range>> CLASSES = Map.ofEntries(
            Map.entry("alnum", ranges("09azAZ")),
            Map.entry("digit", ranges("09")),
            Map.entry("punct", ranges("!/:@[`{~")),
            Map.entry("alpha", ranges("azAZ")),
            Map.entry("graph", ranges(")~")),
            Map.entry("space", ranges("\t\r  ")),
            Map.entry("blank", ranges("\t\t  ")),
            Map.entry("lower", ranges("az")),
            Map.entry("upper", ranges("AZ")),
            Map.entry("cntrl", ranges("\0\37\177\177")),
            Map.entry("print", ranges(" ~")),
            Map.entry("xdigit", ranges("09afAF")),
            Map.entry("word", ranges("09azAZ__")));

    private final int[] regex;
    private final boolean caseSensitive;
    private final List<GlobPart> parts = new ArrayList<>();
    private int next;

    private GlobParts(int[] regex, boolean caseSensitive) {
        this.regex = regex;
        this.caseSensitive = caseSensitive;
    }

    /** Empty when what git-annex makes of it is no regular expression. */
    static Optional<List<GlobPart>> of(String glob, Glob.Kind kind) {
        GlobParts reading =
                new GlobParts(regex(glob, kind.filePath).codePoints().toArray(), kind.caseSensitive);
        return reading.read() ? Optional.of(List.copyOf(reading.parts)) : Optional.empty();
    }

    /** Without the anchor that it begins with; with the one that it ends with, which an open bracket swallows. */
    private static String regex(String glob, boolean filePath) {
        StringBuilder regex = new StringBuilder();
        boolean inBrackets = false;
        int[] chars = glob.codePoints().toArray();
        for (int i = 0; i < chars.length; i++) {
            int c = chars[i];
            if (inBrackets) {
                inBrackets = c != ']';
                regex.append(c == '\\' ? "\\" : "").appendCodePoint(c);
            } else if (c == '[') {
                inBrackets = true;
                boolean inverted = i + 1 < chars.length && chars[i + 1] == '!';
                regex.append(inverted ? "[^" : "[");
                i += inverted ? 1 : 0;
            } else if (c == '*' || c == '?') {
                regex.append(c == '*' ? ".*" : ".");
            } else if (filePath && (c == '/' || c == '\\')) {
                regex.append('[').appendCodePoint(c).append("]+");
            } else {
                boolean plain = Character.isLetter(c) || c >= '0' && c <= '9';
                regex.append(plain ? "" : "\\").appendCodePoint(c);
            }
        }
        return regex.append('$').toString();
    }

    private boolean read() {
        while (next < regex.length) {
            int c = regex[next++];
            switch (c) {
                case '$' -> {
                    return next == regex.length;
                }
                case '.' -> parts.add(new GlobPart.OneOf(List.of(), true, true, false));
                case '*' -> parts.set(parts.size() - 1, GlobPart.ANYTHING);
                case '+' -> repeatLast();
                case '\\' -> parts.add(escaped(regex[next++]));
                case '[' -> {
                    if (!readBrackets()) {
                        return false;
                    }
                }
                default -> parts.add(one(c));
            }
        }
        return false;
    }

    private GlobPart escaped(int c) {
        return switch (c) {
            case '`' -> GlobPart.Place.TEXT_BEGINS;
            case '\'' -> GlobPart.Place.TEXT_ENDS;
            case '<' -> GlobPart.Place.WORD_BEGINS;
            case '>' -> GlobPart.Place.WORD_ENDS;
            default -> one(c);
        };
    }

    private GlobPart one(int c) {
        return new GlobPart.OneOf(List.of(new GlobPart.Range(c, c)), false, caseSensitive, false);
    }

    private void repeatLast() {
        if (parts.getLast() instanceof GlobPart.OneOf last) {
            parts.set(parts.size() - 1, new GlobPart.OneOf(last.ranges(), last.inverted(), last.caseSensitive(), true));
        }
    }

    /** Whether the brackets that were opened are closed and hold what brackets may hold. */
    private boolean readBrackets() {
        boolean inverted = at('^');
        next += inverted ? 1 : 0;
        List<GlobPart.Range> ranges = new ArrayList<>();
        int first = next;
        while (next < regex.length && (regex[next] != ']' || next == first)) {
            if (!readNamed(ranges) && !readRange(ranges, first)) {
                ranges.add(new GlobPart.Range(regex[next], regex[next]));
                next++;
            }
        }
        if (next == regex.length || ranges.stream().anyMatch(range -> range.first() > range.last())) {
            return false;
        }
        next++;
        parts.add(new GlobPart.OneOf(ranges, inverted, caseSensitive, false));
        return true;
    }

    /** Reads a class of chars by its name, an equivalence class, or a collating element, which matches nothing. */
    private boolean readNamed(List<GlobPart.Range> ranges) {
        if (!at('[') || next + 1 >= regex.length) {
            return false;
        }
        int mark = regex[next + 1];
        int end = next + 2;
        while (end < regex.length && regex[end] != mark && regex[end] != ']') {
            end++;
        }
        boolean named = (mark == ':' || mark == '=' || mark == '.')
                && end > next + 2
                && end + 1 < regex.length
                && regex[end] == mark
                && regex[end + 1] == ']';
        if (!named) {
            return false;
        }
        String name = new String(regex, next + 2, end - next - 2);
        if (mark == ':') {
            ranges.addAll(CLASSES.getOrDefault(name, List.of()));
        } else if (mark == '=') {
            name.codePoints().forEach(c -> ranges.add(new GlobPart.Range(c, c)));
        }
        next = end + 2;
        return true;
    }

    private boolean readRange(List<GlobPart.Range> ranges, int first) {
        boolean literal = next == first && at(']');
        if (literal || next + 2 >= regex.length || regex[next + 1] != '-' || regex[next + 2] == ']') {
            return false;
        }
        ranges.add(new GlobPart.Range(regex[next], regex[next + 2]));
        next += 3;
        return true;
    }

    private boolean at(int c) {
        return next < regex.length && regex[next] == c;
    }

    private static List<GlobPart.Range> ranges(String firstsAndLasts) {
        List<GlobPart.Range> ranges = new ArrayList<>();
        for (int i = 0; i < firstsAndLasts.length(); i += 2) {
            ranges.add(new GlobPart.Range(firstsAndLasts.charAt(i), firstsAndLasts.charAt(i + 1)));
        }
        return ranges;
    }
}

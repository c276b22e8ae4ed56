// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Makes expressions, most of which git-annex understands. One char for each byte. */
public final class ExpressionGenerator {
    private static final List<String> GROUPS =
            List.of("foo", "foo", "bar", "client", "archive", "backup", "smallarchive", "transfer", "trusted", "none");
    private static final List<String> GLOBS = List.of(
            "*",
            "*.mp3",
            "*/archive/*",
            "archive/*",
            "a/*",
            "*[0-4]*",
            "*[!0-4x]*",
            "?song.mp3",
            "??*",
            "*'s",
            "*.jpg",
            "*<o>*",
            "*\u00fc*",
            "*[[:upper:]]*",
            "*\\*",
            "*/*/*",
            "*+c",
            "[1-9]*",
            "*\u4e2d",
            "*[]1]*",
            "*a[^a]1*",
            "*//*");
    private static final List<String> METADATA = List.of(
            "tag=done",
            "tag=*",
            "TAG=work*",
            "year=2020",
            "year>2019",
            "year>=2020",
            "year<2020.5",
            "year<=abc",
            "tag",
            "tag>m",
            "year>-3",
            "year<0x7e4");
    private static final List<String> SIZES = List.of(
            "1kB", "500", "1.5kb", "0.2kilobytes", "-3", "8kbit", "1e2", "1KiB", "0x1ff", "100bytes", "1e", "2k");
    private static final List<String> WRONG = List.of(
            "foo",
            "include",
            "copies=x",
            "copies=1:2:3",
            "copies=2:x:y",
            "copies=3:",
            "balanced=foo:",
            "fullybalanced=foo:1e",
            "approxlackingcopies=x",
            "securehash=1",
            "includesamecontent=*",
            "standard=",
            "url",
            "largerthan=x",
            "metadata=",
            "mimetype=*",
            "balanced=foo:x",
            "lackingcopies=",
            "in=here",
            "present=1",
            "near\"\\",
            "largerthan=1zorkmid",
            "fullybalanced=a:b:c",
            "inbackend",
            "AND",
            "copies=foo:1.5",
            "unlocked",
            "metadata=+x=1");
    private final Random random;

    public ExpressionGenerator(Random random) {
        this.random = random;
    }

    public String expression() {
        String text = expression(random.nextInt(4));
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String expression(int depth) {
        if (depth == 0) {
            return term();
        }
        String left = expression(random.nextInt(depth));
        String right = expression(random.nextInt(depth));
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> left + " and " + right;
            case 3, 4, 5 -> left + " or " + right;
            case 6 -> "not " + left;
            case 7 -> "not (" + left + ") " + right;
            case 8, 9 -> "(" + left + ") or (" + right + ")";
            case 10 -> "(" + left + " (" + right + "))";
            case 11 -> left + " " + right;
            case 12 -> left + "  not(" + right;
            default -> "(" + left + ") and " + right + ")";
        };
    }

    private String term() {
        return switch (random.nextInt(30)) {
            case 0, 1, 2 -> "include=" + one(GLOBS);
            case 3, 4 -> "exclude=" + one(GLOBS);
            case 5 -> "copies=" + number();
            case 6 -> "copies=" + one(GROUPS) + ":" + number();
            case 7 ->
                "copies=" + one(List.of("trusted", "semitrusted", "untrusted", "dead")) + one(List.of("", "+")) + ":"
                        + number();
            case 8 -> "lackingcopies=" + number();
            case 9 -> "approxlackingcopies=" + number();
            case 10 -> "inbackend=" + one(List.of("SHA256", "WORM", "XFOO", "SHA256E", "BLAKE"));
            case 11 -> "securehash";
            case 12 -> "inpreferreddir";
            case 13 -> one(List.of("largerthan=", "smallerthan=")) + one(SIZES);
            case 14, 15 -> "metadata=" + one(METADATA);
            case 16 -> "inallgroup=" + one(GROUPS);
            case 17 -> "onlyingroup=" + one(GROUPS);
            case 18, 19, 20, 21, 22 ->
                one(List.of("balanced", "fullybalanced", "sizebalanced", "fullysizebalanced"))
                        + "=" + one(List.of("foo", "foo", "bar", "client", "trusted", "none"))
                        + one(List.of("", "", ":2", ":3", ":0", ":lackingcopies"));
            case 23, 24 -> "standard";
            case 25 -> "groupwanted";
            case 26 -> "present";
            case 27 -> one(List.of("anything", "nothing", "unused", "url=*"));
            case 28 -> random.nextInt(3) == 0 ? one(WRONG) : "include=*";
            default -> "exclude=*.mp3";
        };
    }

    private String number() {
        return one(List.of(
                "0", "1", "1", "1", "2", "2", "3", "4", "-1", "0x2", "2x", "1e", "0b1", "99999999999999999999"));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

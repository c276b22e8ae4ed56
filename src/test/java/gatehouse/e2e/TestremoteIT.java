// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * git-annex's own test of a remote. Three of its tests expect failure from a remote made unavailable, where the url of
 * an http remote still answers: they fail with every http remote.
 */
@WithServer
class TestremoteIT {
    private static final Pattern TOTAL = Pattern.compile("(\\d+) out of (\\d+) tests failed");
    private static final int ALL = 573;
    private static final int UNAVAILABLE = 3;

    private final Bench bench;

    TestremoteIT(Bench bench) {
        this.bench = bench;
    }

    @Test
    void allButTheTestsOfAnUnavailableRemotePass() {
        Machine machine = Machine.at(bench.folder().resolve("testremote-home"), AnnexRelease.NEWEST);
        Clone clone = Clone.of(
                bench.server(), bench.repository(), machine, bench.folder().resolve("testremote"));
        clone.write("file", Keys.content(new Random(1), 10)).commit();

        allButThoseOfAnUnavailableRemotePassed(clone.annex("testremote", "origin"));
    }

    static void allButThoseOfAnUnavailableRemotePassed(Ran ran) {
        String printed = ran.output() + ran.errors();
        Matcher total = TOTAL.matcher(printed);
        assertThat(total.find()).as(printed).isTrue();
        List<String> failed =
                printed.lines().filter(line -> line.contains("FAIL")).toList();
        assertThat(total.group(2)).isEqualTo(String.valueOf(ALL));
        assertThat(total.group(1)).as(String.join("\n", failed)).isEqualTo(String.valueOf(UNAVAILABLE));
        assertThat(unavailablePart(printed)).isEqualTo(UNAVAILABLE);
    }

    /** How many tests fail below the heading "unavailable remote". */
    private static long unavailablePart(String printed) {
        List<String> lines = printed.lines().toList();
        int start = lines.indexOf(lines.stream()
                .filter(line -> line.strip().equals("unavailable remote"))
                .findFirst()
                .orElseThrow());
        int indent = lines.get(start).indexOf("unavailable");
        return lines.stream()
                .skip(start + 1L)
                .takeWhile(line ->
                        line.isBlank() || line.length() - line.stripLeading().length() > indent)
                .filter(line -> line.contains("FAIL"))
                .count();
    }
}

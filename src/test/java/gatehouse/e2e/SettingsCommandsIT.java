// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher's commands about placement, beside those of the real git-annex. */
@BeyondTheReference("it has no commands for administrators")
@WithServer
class SettingsCommandsIT {
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    private final Bench bench;

    SettingsCommandsIT(Bench bench) {
        this.bench = bench;
    }

    @Test
    void whatIsSetOnTheCommandLineGitAnnexReads() {
        ServedRepository served = bench.moreRepositories("commanded", 1).get(0);
        String name = "commanded-0";
        does("maxsize", name, "1.5 TB");
        does("group", name, "archive");
        does("group", name, "k\u00e4lt");
        does("wanted", name, "standard or include=\"'\\*");
        does("required", name, "largerthan=1mb");
        does("groupwanted", name, "archive", "copies=2");
        does("numcopies", name, "3");
        does("mincopies", name, "2");
        does("trust", name, "--force");

        assertThat(served.annex("maxsize", "--bytes", "here").ok().line()).isEqualTo("1500000000000");
        assertThat(served.annex("group", "here").ok().line()).isEqualTo("archive k\u00c3\u00a4lt");
        assertThat(served.annex("wanted", "here").ok().line()).isEqualTo("standard or include=\"'\\*");
        assertThat(served.annex("required", "here").ok().line()).isEqualTo("largerthan=1mb");
        assertThat(served.annex("groupwanted", "archive").ok().line()).isEqualTo("copies=2");
        assertThat(served.annex("numcopies").ok().line()).isEqualTo("3");
        assertThat(served.annex("mincopies").ok().line()).isEqualTo("2");
        assertThat(said("locations", name)).contains("\"trust\":\"trusted\"", "\"here\":true");
    }

    @Test
    void whatGitAnnexSetIsShownAndTakenBack() {
        ServedRepository served = bench.moreRepositories("shown", 1).get(0);
        String name = "shown-0";
        assertThat(said("maxsize", name)).isEmpty();
        assertThat(said("group", name)).isEmpty();
        served.annex("maxsize", "here", "2 kB").ok();
        served.annex("group", "here", "a").ok();
        served.annex("group", "here", "b").ok();
        served.annex("wanted", "here", "include=*\"x\" or anything").ok();
        served.annex("groupwanted", "a", "present").ok();
        served.annex("numcopies", "4").ok();
        assertThat(said("maxsize", name)).isEqualTo("2000");
        assertThat(said("group", name, "--location", "here").lines()).containsExactly("a", "b");
        assertThat(said("wanted", served.uuid())).isEqualTo("include=*\"x\" or anything");
        assertThat(said("groupwanted", name, "a")).isEqualTo("present");
        assertThat(said("numcopies", name)).isEqualTo("4");
        assertThat(said("mincopies", name)).isEqualTo("1");

        does("maxsize", name, "clear");
        does("ungroup", name, "a");
        does("wanted", name, "");
        does("groupwanted", name, "a", "");
        assertThat(said("maxsize", name)).isEmpty();
        assertThat(said("group", name)).isEqualTo("b");
        assertThat(said("wanted", name)).isEmpty();
        assertThat(served.annex("wanted", "here").ok().line()).isEmpty();
        assertThat(served.annex("groupwanted", "a").ok().line()).isEmpty();

        does("dead", name, "--location=served");
        assertThat(said("locations", name)).contains("\"trust\":\"dead\"", "\"groups\":[]");
        does("semitrust", name);
        assertThat(said("locations", name)).contains("\"trust\":\"semitrusted\"");
    }

    @Test
    void itIsExplainedWhoWantsAContent() {
        ServedRepository served = bench.moreRepositories("explained", 1).get(0);
        byte[] content = Request.bytes("some content");
        String key = Keys.sha256(content);
        assertThat(new AnnexApi(bench.server(), served.uuid()).put(key, content).status())
                .isEqualTo(200);
        does("wanted", "explained-0", "include=*.mkv and not copies=2");
        does("numcopies", "explained-0", "2");
        assertThat(said("explain", "explained-0", key, "film.mkv").lines())
                .containsExactly(
                        served.uuid() + " -- served",
                        "  has it: yes",
                        "  wants to get it: yes",
                        "  wants to drop it: no",
                        "  must keep it: no",
                        "  copies elsewhere: 0 of 2",
                        "  get: matches preferred content: include=*.mkv[TRUE] and not copies=2[FALSE]",
                        "  keep: matches preferred content: include=*.mkv[TRUE] and not copies=2[FALSE]");
        does("wanted", "explained-0", "not present");
        assertThat(said("explain", "explained-0", key, "--location", "here", "--location", "served"))
                .contains("that expression is not stable due to negated use of present, so will not be used")
                .containsPattern("(?s)-- served.*-- served");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "maxsize; 2; wrong number of arguments",
                "maxsize shared 1 2; 2; wrong number of arguments",
                "maxsize shared much; 1; a size is a number and a unit",
                "maxsize nowhere; 1; no such repository is served",
                "wanted shared inclde=x; 1; Parse failure: near",
                "wanted shared --location; 2; --location wants a value",
                "wanted shared --location nowhere anything; 1; no repository of that UUID",
                "wanted shared --location a --location b; 2; --location is given once",
                "wanted shared --no-such; 2; there is no option --no-such",
                "wanted shared --force anything; 2; wanted takes no --force",
                "numcopies shared many; 2; how many copies is a number",
                "numcopies shared 0; 1; copies is 1 to",
                "numcopies shared --location here; 2; numcopies takes no --location",
                "trust shared; 1; can lead to the loss of content",
                "explain shared; 2; wrong number of arguments",
                "explain shared x; 1; not a key",
                "group shared a/b c; 2; wrong number of arguments",
            })
    void whatIsWrittenWronglyIsRefusedInALine(String command, int exit, String said) {
        Ran ran = launched(command.split(" "));

        assertThat(exit).isIn(USAGE, FAILED);
        assertThat(ran.exit()).as(ran.toString()).isEqualTo(exit);
        assertThat(ran.errors()).startsWith("gatehouse: ").contains(said).hasLineCount(1);
        assertThat(ran.output()).isEmpty();
    }

    private void does(String... arguments) {
        assertThat(launched(arguments).ok().output()).isEmpty();
    }

    private String said(String... arguments) {
        return launched(arguments).ok().line();
    }

    private Ran launched(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("gatehouse").toAbsolutePath().toString(),
                "--data",
                bench.folder().resolve("data").toString(),
                "repository"));
        command.addAll(List.of(arguments));
        return bench.machine().run(bench.folder(), command);
    }
}

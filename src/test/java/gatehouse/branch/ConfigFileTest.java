// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.ConfigEdit;
import gatehouse.repository.ConfigSetting;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real git reads what we have written as if it had written it. */
class ConfigFileTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** What git allows and seldom is; one char for each byte, and not all of them UTF-8. */
    private static final String ODD = """
            # a comment
            [remote "o.\\"r\\\\i]g\u00e4in"] ; another
            \turl = "/a b ; c" # and one more
            \tfetch = +refs/heads/*:refs/remotes/o/*
            \tfetch = +refs/tags/*:refs/tags/*
            \tAnnex-Cost = 1\\
            0
            [Annex "Cluster"] Mixed = x
            [annex "cluster"]
            \tshort
            \tempty =
            \tquoted = " a\\tb\\"\\\\\\n "
            [include]
            \tpath = other
            [other "U"]
            """;

    @TempDir
    Path folder;

    private RealAnnex git;
    private Path config;

    @BeforeEach
    void make() throws IOException {
        git = RealAnnex.bare(folder.resolve("r"));
        config = git.gitDir.resolve("config");
    }

    @AfterEach
    void close() {
        git.close();
    }

    private static ConfigSetting remote(String remote, String name) {
        return new ConfigSetting("remote", remote, name);
    }

    private void change(ConfigEdit... edits) throws IOException {
        new ConfigFile(config).change(LONGEST, () -> List.of(edits));
    }

    private String listed() {
        return git.run("git", "config", "--null", "--list", "--local");
    }

    private void append(String text) throws IOException {
        Files.write(config, text.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
        Files.writeString(git.gitDir.resolve("other"), "[remote \"included\"]\n\turl = u\n");
    }

    @Test
    void whatIsNotChangedStays() throws IOException {
        append(ODD);
        String before = listed();
        change(new ConfigEdit.Set(remote("new", "url"), "v"));
        assertThat(listed()).isEqualTo(before + "remote.new.url\nv\0");
        assertThat(Files.readString(config, StandardCharsets.ISO_8859_1))
                .contains("# a comment", "; another", "# and one more", "[Annex \"Cluster\"]", "path = other")
                .doesNotContain("included");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                " begins and ends with a space ",
                "a;b#c",
                "quote\" back\\slash",
                "tab\tand\nline",
                "\u00c3\u00bc and no UTF-8 \u00fc",
                "C:\\new",
                "true"
            })
    void gitReadsEachValueAndName(String value) throws IOException {
        for (String name : List.of("o", "a.b.C", "with \"\\] ;#", "\u00c3\u00bc\u00fc")) {
            change(new ConfigEdit.Set(remote(name, "annex-cost"), value));
            assertThat(listed()).endsWith("remote." + name + ".annex-cost\n" + value + "\0");
            change(new ConfigEdit.Unset(remote(name, "annex-cost")));
            assertThat(listed()).doesNotContain("annex-cost");
        }
    }

    @Test
    void gitAndWeChangeTheSameSetting() throws IOException {
        change(new ConfigEdit.Set(new ConfigSetting("annex", "cluster", "MyCluster"), "1"));
        git.run("git", "config", "annex.cluster.mycluster", "2");
        git.run("git", "config", "--add", "remote.o.x", "1");
        git.run("git", "config", "--add", "remote.o.x", "2");
        change(
                new ConfigEdit.Set(new ConfigSetting("annex", "cluster", "MYCLUSTER"), "3"),
                new ConfigEdit.Set(remote("o", "X"), "4"));
        assertThat(git.run("git", "config", "--get-all", "annex.cluster.mycluster"))
                .isEqualTo("3\n");
        assertThat(git.run("git", "config", "--get-all", "remote.o.x")).isEqualTo("4\n");
        assertThat(git.run("git", "config", "remote.o.x", "5")).isEmpty();
        change(new ConfigEdit.Forget("o"));
        assertThat(listed()).doesNotContain("remote.o.");
        assertThat(Files.readString(config)).doesNotContain("[remote \"o\"]");
    }

    @Test
    void nothingToChangeLeavesTheFileAlone() throws IOException {
        append(ODD);
        git.run("git", "config", "remote.o.url", "u");
        byte[] before = Files.readAllBytes(config);
        change(
                new ConfigEdit.Set(remote("o", "URL"), "u"),
                new ConfigEdit.Unset(remote("o", "none")),
                new ConfigEdit.Forget("none"));
        assertThat(Files.readAllBytes(config)).isEqualTo(before);
    }

    @Test
    void modesLinksAndTheByteOrderMarkStay() throws IOException {
        byte[] bytes = Files.readAllBytes(config);
        Path real = folder.resolve("real");
        Files.write(real, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
        Files.write(real, bytes, StandardOpenOption.APPEND);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.delete(config);
        Files.createSymbolicLink(config, real);
        change(new ConfigEdit.Set(remote("o", "url"), "u"));
        assertThat(config).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-rw-r--");
        assertThat(Files.readAllBytes(real)).startsWith(0xef, 0xbb, 0xbf);
        assertThat(git.run("git", "config", "remote.o.url")).isEqualTo("u\n");
    }

    @Test
    void whileAnotherHasTheLockNothingChanges() throws IOException {
        byte[] before = Files.readAllBytes(config);
        Files.createFile(git.gitDir.resolve("config.lock"));
        assertThatThrownBy(() -> new ConfigFile(config)
                        .change(Duration.ofMillis(30), () -> List.of(new ConfigEdit.Set(remote("o", "url"), "u"))))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));
        assertThat(Files.readAllBytes(config)).isEqualTo(before);
        assertThat(git.gitDir.resolve("config.lock")).exists();
    }

    @Test
    void aRefusedChangeAndABrokenFileLeaveNoLock() throws IOException {
        assertThatThrownBy(() -> new ConfigFile(config).change(LONGEST, () -> {
                    throw new FailureException(new Failure.Conflict("no"));
                }))
                .isInstanceOf(FailureException.class);
        append("[broken\n");
        byte[] before = Files.readAllBytes(config);
        assertThatThrownBy(() -> change(new ConfigEdit.Set(remote("o", "url"), "u")))
                .isInstanceOf(IOException.class);
        assertThat(Files.readAllBytes(config)).isEqualTo(before);
        assertThat(git.gitDir.resolve("config.lock")).doesNotExist();
    }

    @Test
    void manyWritersLoseNothingAndSeeEachOther() throws Exception {
        int writers = 4;
        int each = 15;
        AnnexBranch branch = git.branch(new Uuid("u"));
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> all = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String name = "w" + w;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        branch.changeConfig(LONGEST, ConfigFileTest::oneMore);
                        gitAdds(name + "-" + i);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(git.run("git", "config", "remote.counter.annex-cost").strip())
                .isEqualTo(Integer.toString(writers * each));
        assertThat(git.run("git", "config", "--get-regexp", "remote\\.by-git.*").lines())
                .hasSize(writers * each);
        GatewayConfig read = branch.gatewayConfig();
        assertThat(read.remotes()).hasSize(1 + writers * each);
    }

    private static List<ConfigEdit> oneMore(GatewayConfig now) {
        double count = now.remote("counter").flatMap(counter -> counter.cost()).orElse(0.0);
        return List.of(new ConfigEdit.Set(remote("counter", "annex-cost"), Integer.toString((int) count + 1)));
    }

    /** git does not wait for its lock. */
    private void gitAdds(String name) throws Exception {
        for (int tries = 0; tries < 2000; tries++) {
            Process process = RealAnnex.builder(git.folder, "git", "config", "remote.by-git-" + name + ".url", "u")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            if (process.waitFor() == 0) {
                return;
            }
        }
        throw new AssertionError("git never gets its lock");
    }
}

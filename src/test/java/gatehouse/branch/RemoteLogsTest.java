// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.ClusterLog;
import gatehouse.branch.log.ConfigLog;
import gatehouse.branch.log.ExportLog;
import gatehouse.branch.log.ExportLog.Exported;
import gatehouse.branch.log.ExportLog.Participants;
import gatehouse.branch.log.ProxyLog;
import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.branch.log.RemoteLog;
import gatehouse.branch.log.UuidLog;
import gatehouse.branch.log.VectorClock;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of remotes, proxies and clusters: git-annex reads what we wrote, and we what it wrote. */
class RemoteLogsTest {
    private static final VectorClock LONG_AGO = VectorClock.ofNanos(1_000_000_000L);
    private static final Uuid OTHER = new Uuid("12345678-1234-4234-8234-123456789abc");

    @TempDir
    Path folder;

    private RealAnnex annex;

    @BeforeEach
    void initialise() throws IOException {
        annex = RealAnnex.initialised(folder.resolve("r"));
    }

    @AfterEach
    void close() {
        annex.close();
    }

    @Test
    void settingsForAllRepositoriesGoBothWays() throws Exception {
        ConfigLog.Name name = new ConfigLog.Name("annex.largefiles");
        for (int round = 1; round <= 2; round++) {
            annex.run("git", "annex", "config", "-q", "--set", "annex.largefiles", "largerthan=" + round + "kb");
            assertThat(ConfigLog.parse(read(ConfigLog.FILE)).value(name)).contains("largerthan=" + round + "kb");
            String ours = "smallerthan=" + round + "kb and include=*.x";
            change(
                    ConfigLog.FILE,
                    text -> ConfigLog.parse(text).with(LONG_AGO, name, ours).format());
            assertThat(annex.run("git", "annex", "config", "--get", "annex.largefiles")
                            .strip())
                    .isEqualTo(ours);
        }
        annex.run("git", "annex", "config", "-q", "--unset", "annex.largefiles");
        assertThat(ConfigLog.parse(read(ConfigLog.FILE)).values()).isEmpty();
        change(
                ConfigLog.FILE,
                text -> ConfigLog.parse(text).with(LONG_AGO, name, "nothing").format());
        change(
                ConfigLog.FILE,
                text -> ConfigLog.parse(text).with(LONG_AGO, name, "").format());
        assertThat(annex.run("git", "annex", "config", "--get", "annex.largefiles"))
                .isEmpty();
    }

    /** When git-annex changes one setting it writes all others again, as it read them. */
    @Test
    void settingsOfASpecialRemoteGoBothWays() throws Exception {
        Path content = Files.createDirectory(folder.resolve("content"));
        String directory = "directory=" + content;
        String theirs = "caf\u00e9 \u00a0 & a&32;b =\t\u2003\u1680x";
        annex.run(
                "git",
                "annex",
                "initremote",
                "-q",
                "d",
                "type=directory",
                directory,
                "encryption=none",
                "chunk=10",
                "preferreddir=" + theirs.replace("&", "&38;"));
        annex.run("git", "annex", "initremote", "-q", "same", "--sameas=d", "type=directory", directory);
        Uuid uuid = new Uuid(annex.run("git", "config", "remote.d.annex-uuid").strip());
        Uuid same = new Uuid(
                annex.run("git", "config", "remote.same.annex-config-uuid").strip());
        Map<String, String> settings = new TreeMap<>(Map.of(
                "type", "directory", "name", "d", "encryption", "none", "chunk", "10", "preferreddir", bytes(theirs)));
        assertThat(RemoteLog.parse(read(RemoteLog.FILE)).settings().get(uuid)).isEqualTo(settings);
        assertThat(RemoteLog.parse(read(RemoteLog.FILE)).settings().get(same))
                .containsEntry("sameas-name", "same")
                .containsEntry("chunk", "10")
                .containsEntry("encryption", "none");
        for (int round = 1; round <= 2; round++) {
            String ours = "\u0001\u00ff\u00c3\u00a9 \n&&9;&x;&" + round + ";";
            settings.put("preferreddir", ours);
            change(
                    RemoteLog.FILE,
                    text -> RemoteLog.parse(text).with(LONG_AGO, uuid, settings).format());
            forgetVerifiedSettings();
            annex.run("git", "annex", "enableremote", "-q", "d", directory, "chunk=" + round);
            settings.put("chunk", Integer.toString(round));
            assertThat(RemoteLog.parse(read(RemoteLog.FILE)).settings().get(uuid))
                    .isEqualTo(settings);
        }
    }

    @Test
    void whatIsWrittenOfARemoteThatIsTheSameAsAnotherLeavesOutWhatTheyShare() {
        RemoteLog log =
                RemoteLog.parse("").with(LONG_AGO, OTHER, Map.of("sameas-uuid", "aaaa", "chunk", "5", "a", "b"));
        assertThat(log.format()).isEqualTo(OTHER + " a=b sameas-uuid=aaaa timestamp=1s\n");
    }

    @Test
    void nodesOfAClusterGoBothWays() throws Exception {
        Uuid node = remote("node");
        annex.run("git", "annex", "initcluster", "-q", "mine");
        ClusterUuid cluster = ClusterUuid.of(new Uuid(
                        annex.run("git", "config", "annex.cluster.mine").strip()))
                .orElseThrow();
        annex.run("git", "config", "remote.node.annex-cluster-node", "mine");
        annex.run("git", "annex", "updatecluster", "-q");
        assertThat(ClusterLog.parse(read(ClusterLog.FILE)).nodes()).isEqualTo(Map.of(cluster, Set.of(node)));
        change(
                ClusterLog.FILE,
                text -> ClusterLog.parse(text)
                        .with(LONG_AGO, cluster, Set.of(node, OTHER))
                        .format());
        change(
                UuidLog.FILE,
                text -> UuidLog.parse(text).with(LONG_AGO, OTHER, "other").format());
        // Of a node that it has no remote for, it takes the entry out.
        assertThat(annex.run("git", "annex", "updatecluster")).contains("Removed node other from cluster: mine");
        assertThat(ClusterLog.parse(read(ClusterLog.FILE)).nodes()).isEqualTo(Map.of(cluster, Set.of(node)));
        change(
                ClusterLog.FILE,
                text -> ClusterLog.parse(text).with(LONG_AGO, cluster, Set.of()).format());
        assertThat(annex.run("git", "annex", "updatecluster")).contains("Added node node to cluster: mine");
    }

    @Test
    void whatIsProxiedGoesBothWays() throws Exception {
        Uuid node = remote("node");
        annex.run("git", "config", "remote.node.annex-proxy", "true");
        annex.run("git", "annex", "updateproxy", "-q");
        Proxied theirs = new Proxied(node, new RemoteName("node"));
        assertThat(ProxyLog.parse(read(ProxyLog.FILE)).proxied()).isEqualTo(Map.of(annex.uuid(), Set.of(theirs)));
        Proxied ours = new Proxied(OTHER, new RemoteName("other.a-b_c"));
        change(
                ProxyLog.FILE,
                text -> ProxyLog.parse(text)
                        .with(LONG_AGO, annex.uuid(), Set.of(theirs, ours))
                        .format());
        assertThat(annex.run("git", "annex", "updateproxy"))
                .contains("Stopped proxying for other.a-b_c")
                .doesNotContain("proxying for node");
        assertThat(ProxyLog.parse(read(ProxyLog.FILE)).proxied()).isEqualTo(Map.of(annex.uuid(), Set.of(theirs)));
    }

    @Test
    void whatIsExportedGoesBothWays() throws Exception {
        String directory = "directory=" + Files.createDirectory(folder.resolve("content"));
        annex.run(
                "git",
                "annex",
                "initremote",
                "-q",
                "e",
                "type=directory",
                directory,
                "encryption=none",
                "exporttree=yes");
        Participants participants = new Participants(
                annex.uuid(),
                new Uuid(annex.run("git", "config", "remote.e.annex-uuid").strip()));
        for (int round = 1; round <= 2; round++) {
            Files.writeString(annex.folder.resolve("f"), "content" + round);
            annex.run("git", "add", "f");
            annex.run("git", "commit", "-q", "-m", "f");
            String tree = annex.run("git", "rev-parse", "HEAD^{tree}").strip();
            annex.run("git", "annex", "export", "-q", "HEAD", "--to", "e");
            assertThat(ExportLog.parse(read(ExportLog.FILE)).exports().get(participants))
                    .isEqualTo(new Exported(tree, List.of()));
            Participants elsewhere = new Participants(OTHER, participants.to());
            String other = "4b825dc642cb6eb9a060e54bf8d69288fbee490" + round;
            change(
                    ExportLog.FILE,
                    text -> ExportLog.parse(text)
                            .with(LONG_AGO, elsewhere, new Exported(other, List.of(tree, other)))
                            .format());
            assertThat(ExportLog.parse(read(ExportLog.FILE)).trees(participants.to()))
                    .containsExactlyInAnyOrder(tree, other);
            assertThat(annex.run("git", "annex", "info", "e")).contains(tree, other);
            change(
                    ExportLog.FILE,
                    text -> ExportLog.parse(text)
                            .with(LONG_AGO, elsewhere, new Exported(tree, List.of()))
                            .format());
            assertThat(annex.run("git", "annex", "info", "e")).contains(tree).doesNotContain(other);
        }
    }

    /** Newer versions of git-annex go by the settings that they saw when a remote was enabled last. */
    private void forgetVerifiedSettings() throws IOException {
        for (String file : List.of("verified-remote.log", "verifying-remote.log")) {
            Files.deleteIfExists(annex.gitDir.resolve("annex").resolve(file));
        }
    }

    private Uuid remote(String name) throws IOException {
        try (RealAnnex remote = RealAnnex.initialised(folder.resolve(name))) {
            annex.run("git", "remote", "add", name, remote.folder.toString());
            annex.run(
                    "git",
                    "config",
                    "remote." + name + ".annex-uuid",
                    remote.uuid().text());
            return remote.uuid();
        }
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String read(String file) throws IOException {
        return annex.branch().read(new BranchPath(file));
    }

    private void change(String file, UnaryOperator<String> change) throws IOException {
        AnnexBranch branch = annex.branch();
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(20))) {
            branch.takeJournal(locked);
            branch.change(locked, Map.of(new BranchPath(file), change));
        }
    }
}

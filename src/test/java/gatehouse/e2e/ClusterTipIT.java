// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static gatehouse.e2e.RosterCommands.addGateway;
import static gatehouse.e2e.RosterCommands.said;
import static gatehouse.e2e.RosterCommands.withNodes;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Clusters as git-annex's users are told to make them, step by step, with gateways on two servers, or one of them
 * git-annex's own server. Source: doc/tips/clusters.mdwn.
 */
@BeyondTheReference("needs this server beside it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class ClusterTipIT {
    private static final String CLUSTER = "mycluster";
    private static final String SECRET = "a secret of the gateways";

    private final Random random = new Random(23);
    private Bench ams;
    /** Who has not signed in may only read here. */
    private Bench nyc;

    @BeforeAll
    void start() {
        ams = Bench.wideOpen();
        nyc = Bench.with(
                List.of("--authenv-http", "--unauth-readonly"), Map.of("GIT_ANNEX_P2PHTTP_PASSWORD_gateway", SECRET));
        AdminApi.of(ams)
                .put(
                        "credentials",
                        Json.createObjectBuilder()
                                .add("server", nyc.server().annexUrl())
                                .add("user", "gateway")
                                .add("password", SECRET)
                                .build());
    }

    @AfterAll
    void stop() {
        nyc.close();
        ams.close();
    }

    /** A user's clone, whose remote has this name, with a file {@code foo} that the gateway's branches tell of. */
    private Clone user(Bench bench, ServedRepository gateway, String remote) {
        String name = "user-of-" + gateway.name();
        Machine machine = Machine.at(bench.newFolder("home-" + name), AnnexRelease.NEWEST);
        Clone clone = Clone.of(bench.server(), gateway, machine, bench.folder().resolve(name));
        clone.git("remote", "rename", "origin", remote).ok();
        clone.write("foo", Keys.content(random, 300_000)).commit();
        return clone.does("sync", "--no-content", remote);
    }

    /** The names in brackets of those that have it. */
    private static List<String> whereis(Clone clone, String file) {
        return clone.annex("whereis", file).ok().lines().stream()
                .filter(line -> line.contains(" -- "))
                .map(line -> line.replaceFirst(".* -- (?:.*\\[)?([^]]*)]?$", "$1"))
                .sorted()
                .toList();
    }

    private static void haveIt(String key, List<ServedRepository> nodes) {
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.objects()).as(node.name()).containsOnlyKeys(key));
    }

    private static void haveNothing(List<ServedRepository> nodes) {
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.objects()).as(node.name()).isEmpty());
    }

    private static boolean knows(ServedRepository gateway, String key, ServedRepository node) {
        return gateway.annex("readpresentkey", key, node.uuid()).exit() == 0;
    }

    @Test
    void oneGatewayWithThreeNodes() {
        List<ServedRepository> all = withNodes(ams, "bigserver", 1, 3);
        List<ServedRepository> nodes = all.subList(1, 4);
        said(ams, "initcluster", "bigserver-0", CLUSTER);
        for (int i = 1; i <= 3; i++) {
            said(ams, "cluster-node", "bigserver-0", CLUSTER, "node" + i);
        }
        assertThat(all.get(0).annex("updatecluster").ok().output())
                .contains("No cluster node changes for cluster: mycluster", "No proxy changes to record");

        Clone user = user(ams, all.get(0), "bigserver");
        Ran told = user.annex("info", "--fast", "bigserver").ok();
        assertThat(told.lines())
                .contains("gateway to cluster: bigserver-mycluster")
                .filteredOn(line -> line.startsWith("proxying: "))
                .singleElement()
                .asString()
                .contains("bigserver-node1", "bigserver-node2", "bigserver-node3");
        byte[] content = user.read("foo");
        String key = user.key("foo");
        user.does("move", "foo", "--to", "bigserver-mycluster");
        haveIt(key, nodes);
        haveNothing(all.subList(0, 1));
        assertThat(whereis(user, "foo"))
                .containsExactly("bigserver-mycluster", "bigserver-node1", "bigserver-node2", "bigserver-node3");
        user.does("get", "foo", "--from", "bigserver-mycluster");
        assertThat(user.read("foo")).isEqualTo(content);
        user.does("drop", "foo", "--from", "bigserver-mycluster");
        haveNothing(nodes);
    }

    @Test
    void twoGatewaysOnTwoServersAreOneCluster() {
        List<ServedRepository> inAms = withNodes(ams, "AMS", 1, 2);
        List<ServedRepository> inNyc = withNodes(nyc, "NYC", 3, 2);
        said(ams, "initcluster", "AMS-0", CLUSTER);
        said(ams, "cluster-node", "AMS-0", CLUSTER, "node1");
        said(ams, "cluster-node", "AMS-0", CLUSTER, "node2");

        addGateway(nyc, "NYC-0", "AMS", inAms.get(0), ams);
        assertThat(said(nyc, "extendcluster", "NYC-0", "AMS", CLUSTER))
                .contains("answers for AMS-node1", "answers for AMS-node2", "answers for mycluster");
        said(nyc, "cluster-node", "NYC-0", CLUSTER, "node3");
        said(nyc, "cluster-node", "NYC-0", CLUSTER, "node4");
        addGateway(ams, "AMS-0", "NYC", inNyc.get(0), nyc);
        assertThat(said(ams, "extendcluster", "AMS-0", "NYC", CLUSTER))
                .containsExactlyInAnyOrder("answers for NYC-node3", "answers for NYC-node4");

        Clone user = user(ams, inAms.get(0), "AMS");
        byte[] content = user.read("foo");
        String key = user.key("foo");
        user.does("move", "foo", "--to", "AMS-mycluster");
        haveIt(key, inAms.subList(1, 3));
        haveIt(key, inNyc.subList(1, 3));
        haveNothing(List.of(inAms.get(0), inNyc.get(0)));
        assertThat(whereis(user, "foo"))
                .containsExactly("AMS-NYC-node3", "AMS-NYC-node4", "AMS-mycluster", "AMS-node1", "AMS-node2");
        Poll.until("NYC hears of what AMS has", () -> knows(inNyc.get(0), key, inAms.get(1)));

        user.does("get", "foo", "--from", "AMS-NYC-node4");
        assertThat(user.read("foo")).isEqualTo(content);
        user.does("drop", "foo", "--from", "AMS-mycluster");
        haveNothing(inAms);
        haveNothing(inNyc);
        Poll.until("NYC hears of that", () -> !knows(inNyc.get(0), key, inAms.get(1)));
        whatComesWhileNycIsAwayGetsThereLater(user, inAms, inNyc);
    }

    private void whatComesWhileNycIsAwayGetsThereLater(
            Clone user, List<ServedRepository> inAms, List<ServedRepository> inNyc) {
        nyc.server().kill();
        user.write("later", new byte[] {1, 2, 3}).commit();
        String key = user.key("later");
        user.does("copy", "later", "--to", "AMS-mycluster");
        haveIt(key, inAms.subList(1, 3));
        haveNothing(inNyc);
        nyc.server().start();
        Poll.until(
                "NYC's nodes get it",
                () -> inNyc.subList(1, 3).stream()
                        .allMatch(node -> node.objects().containsKey(key)));
        Poll.until("AMS knows", () -> knows(inAms.get(0), key, inNyc.get(1)));
    }

    /**
     * A gateway {@code west} with two nodes here, and one {@code east} with one, which git-annex's own server is to
     * serve.
     */
    private record Mixed(
            List<ServedRepository> here, ServedRepository east, ServedRepository node3, ServerSetup setup) {
        ServedRepository west() {
            return here.get(0);
        }

        List<ServedRepository> nodes() {
            return List.of(here.get(1), here.get(2), node3);
        }
    }

    /**
     * The cluster, until git-annex's commands made {@code east} a gateway of it.
     *
     * @param west the url that {@code east} has of it
     * @param ssh what is run in place of ssh
     */
    private Mixed mixed(String name, Function<ServedRepository, String> west, Path ssh) throws IOException {
        List<ServedRepository> here = withNodes(ams, name, 1, 2);
        said(ams, "initcluster", name + "-0", CLUSTER);
        said(ams, "cluster-node", name + "-0", CLUSTER, "node1");
        said(ams, "cluster-node", name + "-0", CLUSTER, "node2");

        Path folder = ams.newFolder("beside-" + name);
        Path served = Files.createDirectory(folder.resolve("served"));
        Machine machine = Machine.at(folder.resolve("home"), AnnexRelease.NEWEST);
        ServedRepository east = ServedRepository.bare(machine, served.resolve("east.git"));
        ServedRepository node3 = ServedRepository.bare(machine, folder.resolve("node3.git"));
        east.git("remote", "add", "west", west.apply(here.get(0))).ok();
        east.git("remote", "add", "node3", node3.folder().toString()).ok();
        Map<String, String> environment =
                Map.of("GIT_ANNEX_USE_GIT_SSH", "1", "GIT_SSH", ssh.toString(), "GIT_SSH_VARIANT", "simple");
        Ran made = machine.shell(east.folder(), """
                export GIT_ANNEX_USE_GIT_SSH=1 GIT_SSH='%s' GIT_SSH_VARIANT=simple
                git fetch -q west
                git annex extendcluster west mycluster
                git config remote.node3.annex-cluster-node mycluster
                git annex updatecluster
                """.formatted(ssh));
        assertThat(made.ok().output()).contains("Added node node3 to cluster: mycluster");
        return new Mixed(
                here,
                east,
                node3,
                new ServerSetup(
                        machine, served, east.uuid(), folder.resolve("data"), List.of("--wideopen"), environment));
    }

    @Test
    void theOtherGatewayIsGitAnnexsOwnServer() throws IOException {
        Mixed both = mixed("west", west -> ams.server().gitUrl(west.name()), Path.of("/nonexistent"));
        try (ReferenceServer server = new ReferenceServer(both.setup())) {
            server.start();
            String url = both.east().folder().toString();
            said(
                    ams,
                    "remote",
                    "add",
                    "west-0",
                    "east",
                    url,
                    "--annexurl",
                    server.annexUrl(),
                    "--uuid",
                    both.east().uuid());
            assertThat(said(ams, "extendcluster", "west-0", "east", CLUSTER)).containsExactly("answers for east-node3");

            Clone user = user(ams, both.west(), "west");
            byte[] content = user.read("foo");
            String key = user.key("foo");
            user.does("move", "foo", "--to", "west-mycluster");
            haveIt(key, both.nodes());
            haveNothing(List.of(both.west(), both.east()));
            assertThat(whereis(user, "foo"))
                    .containsExactly("west-east-node3", "west-mycluster", "west-node1", "west-node2");
            user.does("get", "foo", "--from", "west-east-node3");
            assertThat(user.read("foo")).isEqualTo(content);
            user.does("drop", "foo", "--from", "west-mycluster");
            haveNothing(both.nodes());
        }
    }

    /**
     * It reaches other gateways by ssh alone, where git-annex-shell answers for the cluster in the repository that is
     * served here: by what was set here, and so that it is known here. Source:
     * doc/todo/proxying_for_p2phttp_and_tor-annex_remotes.mdwn.
     */
    @Test
    void gitAnnexsOwnServerIsTheGatewayThatIsAsked() throws IOException {
        Path ssh = Files.writeString(ams.folder().resolve("ssh"), """
                #!/bin/bash
                # Runs the command on this machine, whatever host is named.
                while [[ $1 == -* ]]; do shift; done
                shift
                exec bash -c "$*"
                """);
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
        Mixed both = mixed("behind", west -> "ssh://here" + west.folder(), ssh);
        try (ReferenceServer server = new ReferenceServer(both.setup())) {
            server.start();
            Machine machine = Machine.at(ams.newFolder("home-of-east"), AnnexRelease.NEWEST);
            Clone user = Clone.of(server, both.east(), machine, ams.folder().resolve("user-of-east"));
            user.git("remote", "rename", "origin", "east").ok();
            user.write("foo", Keys.content(random, 300_000)).commit();
            byte[] content = user.read("foo");
            String key = user.key("foo");
            user.does("sync", "--no-content", "east").does("move", "foo", "--to", "east-mycluster");
            haveIt(key, both.nodes());
            haveNothing(List.of(both.west(), both.east()));
            Poll.until(
                    "it is known here",
                    () -> knows(both.west(), key, both.here().get(1)));
            assertThat(new AnnexApi(ams.server(), both.here().get(1).uuid())
                            .get(key)
                            .body())
                    .isEqualTo(content);
            user.does("get", "foo", "--from", "east-west-node2");
            assertThat(user.read("foo")).isEqualTo(content);
            user.does("drop", "foo", "--from", "east-mycluster");
            haveNothing(both.nodes());
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static gatehouse.e2e.RosterCommands.addGateway;
import static gatehouse.e2e.RosterCommands.said;
import static gatehouse.e2e.RosterCommands.withNodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster with four gateways on as many servers, each of which has a node. */
@BeyondTheReference("needs this server four times")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class FourGatewaysIT {
    private static final int GATEWAYS = 4;

    private final Random random = new Random(29);
    private final List<Bench> servers = new ArrayList<>();

    /** Which gateways know which others. */
    private enum Shape {
        RING,
        MESH;

        boolean joins(int one, int other) {
            int apart = Math.floorMod(one - other, GATEWAYS);
            return apart != 0 && (this == MESH || apart == 1 || apart == GATEWAYS - 1);
        }
    }

    @BeforeAll
    void start() {
        for (int i = 0; i < GATEWAYS; i++) {
            servers.add(Bench.wideOpen());
        }
    }

    @AfterAll
    void stop() {
        servers.forEach(Bench::close);
    }

    /** The gateways; their nodes are told by {@code nodes}. */
    private List<ServedRepository> cluster(Shape shape, List<ServedRepository> nodes) {
        List<ServedRepository> gateways = new ArrayList<>();
        for (int i = 0; i < GATEWAYS; i++) {
            List<ServedRepository> both = withNodes(servers.get(i), name(shape, i), i, 1);
            gateways.add(both.get(0));
            nodes.add(both.get(1));
        }
        for (int i = 0; i < GATEWAYS; i++) {
            for (int j = 0; j < GATEWAYS; j++) {
                if (shape.joins(i, j)) {
                    addGateway(servers.get(i), name(shape, i) + "-0", "g" + j, gateways.get(j), servers.get(j));
                }
            }
        }
        said(servers.get(0), "initcluster", name(shape, 0) + "-0", name(shape));
        for (int i = 0; i < GATEWAYS; i++) {
            if (i > 0) {
                said(servers.get(i), "extendcluster", name(shape, i) + "-0", "g" + (i - 1), name(shape));
            }
            said(servers.get(i), "cluster-node", name(shape, i) + "-0", name(shape), "node" + i);
        }
        for (int i = 0; i < GATEWAYS; i++) {
            for (int j = 0; j < GATEWAYS; j++) {
                if (shape.joins(i, j) && j != i - 1) {
                    said(servers.get(i), "extendcluster", name(shape, i) + "-0", "g" + j, name(shape));
                }
            }
        }
        Poll.until(
                "all gateways know of all others",
                () -> gateways.stream()
                        .allMatch(gateway ->
                                tells(gateway, "proxy.log", gateways) && tells(gateway, "cluster.log", nodes)));
        return gateways;
    }

    private static boolean tells(ServedRepository gateway, String log, List<ServedRepository> of) {
        Ran shown = gateway.git("show", "git-annex:" + log);
        return of.stream().allMatch(one -> shown.output().contains(one.uuid()));
    }

    private static String name(Shape shape) {
        return shape == Shape.RING ? "ring" : "mesh";
    }

    private static String name(Shape shape, int gateway) {
        return name(shape) + gateway;
    }

    @ParameterizedTest
    @EnumSource
    void eachNodeGetsEachContentOnceAndLosesItAgain(Shape shape) {
        List<ServedRepository> nodes = new ArrayList<>();
        List<ServedRepository> gateways = cluster(shape, nodes);
        Machine machine = Machine.at(servers.get(0).newFolder("home-" + name(shape)), AnnexRelease.NEWEST);
        Clone user = Clone.of(
                servers.get(0).server(),
                gateways.get(0),
                machine,
                servers.get(0).folder().resolve("user-" + name(shape)));
        user.write("foo", Keys.content(random, 2_000_000)).commit();
        String key = user.key("foo");
        user.does("sync", "--no-content", "origin");

        user.does("copy", "foo", "--to", "origin-" + name(shape));
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.objects()).as(node.name()).containsOnlyKeys(key));
        assertThat(gateways)
                .allSatisfy(gateway ->
                        assertThat(gateway.objects()).as(gateway.name()).isEmpty());
        Poll.until(
                "all gateways know of all nodes",
                () -> gateways.stream()
                        .allMatch(gateway -> nodes.stream()
                                .allMatch(node -> gateway.annex("readpresentkey", key, node.uuid())
                                                .exit()
                                        == 0)));

        user.does("drop", "foo", "--from", "origin-" + name(shape));
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.objects()).as(node.name()).isEmpty());
        servers.forEach(server -> assertThat(server.log()).doesNotContain("SEVERE"));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A repository on git-annex's own server, which a cluster has as its cheapest node {@code far}, beside {@code near} of
 * the gateway's server.
 */
record FarNode(TestCluster cluster, ServedRepository near, ServedRepository far, Path folder) {
    private static final String FAR = "far";
    private static final String NEAR = "near";

    /** The cluster answers when {@link #at} was called. */
    static FarNode of(Bench bench, String name) {
        try {
            Path folder = bench.newFolder(name + "-behind");
            Path served = Files.createDirectory(folder.resolve("served"));
            Machine machine = Machine.at(folder.resolve("home"), AnnexRelease.NEWEST);
            ServedRepository far = ServedRepository.bare(machine, served.resolve("far.git"));
            ServedRepository near = bench.moreRepositories(name + "-near", 1).getFirst();
            TestCluster cluster = TestCluster.of(bench, name + "-gateway");
            cluster.node(NEAR, near.folder().toString(), near.uuid());
            cluster.set(NEAR, "annex-cost", "200");
            return new FarNode(cluster, near, far, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its server, started. */
    ReferenceServer server(String option) {
        ReferenceServer server = new ReferenceServer(new ServerSetup(
                far.machine(),
                folder.resolve("served"),
                far.uuid(),
                folder.resolve("data"),
                List.of(option),
                Map.of()));
        server.start();
        return server;
    }

    /** Has the cluster look for it there, and under that UUID: of a remote with a path git-annex would find its own. */
    FarNode at(String annexUrl, String uuid) {
        cluster.node(FAR, "ssh://far.invalid/far.git", uuid);
        cluster.set(FAR, "annexurl", annexUrl);
        cluster.set(FAR, "annex-cost", "100");
        cluster.updated();
        return this;
    }

    /** Has the gateway's branch tell that it is there. */
    void claim(String key, String uuid) {
        cluster.gateway().annex("setpresentkey", key, uuid, "1").ok();
    }
}

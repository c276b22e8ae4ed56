// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher's commands about proxies and clusters, and what the real git-annex makes of what they did. */
@BeyondTheReference("it has no commands for administrators")
@WithServer
class ClusterCommandsIT {
    private final Bench bench;
    private final AdminApi api;

    ClusterCommandsIT(Bench bench) {
        this.bench = bench;
        this.api = AdminApi.of(bench);
    }

    @Test
    void aClusterIsMadeAndChangedByCommandsAndByGitAnnex() {
        List<ServedRepository> served = bench.moreRepositories("cluster", 3);
        ServedRepository gateway = served.get(0);
        assertThat(said("initcluster", "cluster-0", "Mine")).startsWith("cluster mine ac");
        assertThat(said("cluster-node", "cluster-0", "Mine", "cluster-1").lines())
                .containsExactlyInAnyOrder("cluster-1 is a node of mine", "answers for cluster-1", "answers for mine");
        assertThat(gateway.annex("updatecluster").ok().output())
                .contains("No cluster node changes for cluster: mine", "No proxy changes to record");

        Path other = served.get(2).folder();
        gateway.git("remote", "add", "other", other.toString()).ok();
        gateway.git("config", "remote.other.annex-cluster-node", "mine").ok();
        assertThat(said("updatecluster", "cluster-0").lines())
                .containsExactly("other is a node of mine", "answers for other");
        assertThat(said("clusters", "cluster-0"))
                .contains("\"name\":\"mine\"", "\"description\":\"cluster Mine\"")
                .contains(served.get(1).uuid(), served.get(2).uuid(), "\"remote\":\"other\"");

        assertThat(said("cluster-node", "cluster-0", "mine", "cluster-1", "--remove")
                        .lines())
                .containsExactly("cluster-1 is no more a node of mine", "answers no more for cluster-1");
        assertThat(said("proxy", "cluster-0", "cluster-1")).isEqualTo("answers for cluster-1");
        assertThat(said("updateproxy", "cluster-0")).isEmpty();
        assertThat(gateway.annex("updateproxy").ok().output()).contains("No proxy changes to record");
        JsonObject proxies = api.get("repositories/" + gateway.uuid() + "/proxies");
        assertThat(proxies.getJsonArray("proxies").getJsonObject(0).getJsonArray("remotes"))
                .hasSize(3);
        assertThat(said("proxy", "cluster-0", "cluster-1", "--off")).isEqualTo("answers no more for cluster-1");
        JsonObject entry = api.get("audit?limit=1").getJsonArray("entries").getJsonObject(0);
        assertThat(entry.getString("what")).isEqualTo("proxy.off");
        assertThat(entry.getString("subject")).isEqualTo(gateway.uuid() + " cluster-1");
        assertThat(entry.getString("after")).isEqualTo("proxying-ended cluster-1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "initcluster shared; 2; wrong number of arguments",
                "initcluster shared my_cluster; 1; git config cannot hold a cluster of that name",
                "initcluster shared -x; 1; the name of a cluster is that of a remote",
                "cluster-node shared nowhere shared; 1; there is no cluster of that name here",
                "extendcluster shared nowhere mine; 1; no remote answers for that cluster",
                "proxy shared nowhere; 1; there is no such remote",
                "updateproxy nowhere; 1; no such repository is served",
            })
    void whatCannotBeDoneIsRefusedInALine(String command, int exit, String said) {
        Ran ran = launched(command.split(" "));

        assertThat(ran.exit()).as(ran.toString()).isEqualTo(exit);
        assertThat(ran.errors()).startsWith("gatehouse: ").contains(said).hasLineCount(1);
        assertThat(ran.output()).isEmpty();
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

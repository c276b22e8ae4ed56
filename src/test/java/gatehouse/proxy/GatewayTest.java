// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.ClusterLog;
import gatehouse.branch.log.ProxyLog;
import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** For whom a repository answers: what the branch says and the git config allows. */
class GatewayTest {
    private static final Uuid HUB = new Uuid("00000000-0000-4000-8000-000000000001");
    private static final Uuid NODE = new Uuid("00000000-0000-4000-8000-000000000002");
    private static final Uuid OTHER_GATEWAY = new Uuid("00000000-0000-4000-8000-000000000003");
    private static final Uuid FAR_NODE = new Uuid("00000000-0000-4000-8000-000000000004");
    private static final ClusterUuid CLUSTER = new ClusterUuid(new Uuid("ac000000-0000-8000-8000-000000000005"));
    private static final RemoteName MINE = new RemoteName("mine");
    private static final ClusterLog NO_CLUSTERS = ClusterLog.parse("");

    private static GitRemote remote(String name, Uuid uuid, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("annex-uuid", uuid.text());
        return new GitRemote(name, Optional.of(uuid), all, Set.of(), Set.of());
    }

    private static GatewayConfig config(GitRemote... remotes) {
        return new GatewayConfig(List.of(remotes), Map.of(), Set.of());
    }

    private static Gateway.Logs recorded(String... proxied) {
        String line = "1700000000s " + HUB.text() + " " + String.join(" ", proxied) + "\n";
        return new Gateway.Logs(ProxyLog.parse(line), NO_CLUSTERS);
    }

    private static Gateway of(GatewayConfig config, Gateway.Logs logs) {
        return Gateway.of(HUB, config, logs);
    }

    @Test
    void aRemoteThatIsRecordedAndAllowedIsAnsweredFor() {
        Gateway gateway = of(config(remote("n", NODE, Map.of("annex-proxy", "true"))), recorded(NODE.text() + ":n"));
        assertThat(gateway.remotes()).containsExactly(Map.entry(NODE, new Proxied(NODE, new RemoteName("n"))));
        assertThat(gateway.answersFor(NODE)).isTrue();
        assertThat(gateway.answersFor(HUB)).isFalse();
    }

    @Test
    void whatOnlyTheBranchSaysIsNotAnsweredFor() {
        assertThat(of(config(remote("n", NODE, Map.of())), recorded(NODE.text() + ":n"))
                        .remotes())
                .isEmpty();
        assertThat(of(config(), recorded(NODE.text() + ":n")).remotes()).isEmpty();
    }

    @Test
    void whatOnlyTheConfigAllowsIsNotAnsweredFor() {
        GatewayConfig allowed = config(remote("n", NODE, Map.of("annex-proxy", "true")));
        assertThat(of(allowed, recorded()).remotes()).isEmpty();
        assertThat(of(allowed, recorded(NODE.text() + ":renamed")).remotes()).isEmpty();
        assertThat(of(allowed, recorded(FAR_NODE.text() + ":n")).remotes()).isEmpty();
    }

    @Test
    void ofSeveralRemotesThatAreOneRepositoryTheCheapestIsTaken() {
        GatewayConfig config = config(
                remote("dear", NODE, Map.of("annex-proxy", "true", "annex-cost", "300")),
                remote("cheap", NODE, Map.of("annex-proxy", "true", "annex-cost", "50")));
        assertThat(of(config, recorded(NODE.text() + ":dear", NODE.text() + ":cheap"))
                        .remotes())
                .containsExactly(Map.entry(NODE, new Proxied(NODE, new RemoteName("cheap"))));
    }

    @Test
    void anIgnoredRemoteIsNotAnsweredFor() {
        GatewayConfig config = config(remote("n", NODE, Map.of("annex-proxy", "true", "annex-ignore", "true")));
        assertThat(of(config, recorded(NODE.text() + ":n")).remotes()).isEmpty();
    }

    @Test
    void aNodeOfAClusterThatTheRepositoryHasIsAnsweredFor() {
        GitRemote node = new GitRemote("n", Optional.of(NODE), Map.of(), Set.of(MINE), Set.of());
        GatewayConfig with = new GatewayConfig(List.of(node), Map.of(MINE, CLUSTER), Set.of());
        GatewayConfig without = new GatewayConfig(List.of(node), Map.of(), Set.of());
        assertThat(of(with, recorded(NODE.text() + ":n")).remotes()).containsOnlyKeys(NODE);
        assertThat(of(without, recorded(NODE.text() + ":n")).remotes()).isEmpty();
    }

    @Test
    void aNodeBehindAnotherGatewayIsAnsweredFor() {
        GitRemote gateway = new GitRemote("amsterdam", Optional.of(OTHER_GATEWAY), Map.of(), Set.of(), Set.of(CLUSTER));
        GitRemote plain = new GitRemote("amsterdam", Optional.of(OTHER_GATEWAY), Map.of(), Set.of(), Set.of());
        Gateway.Logs logs = new Gateway.Logs(
                ProxyLog.parse("1700000000s " + HUB.text() + " " + FAR_NODE.text() + ":amsterdam-n\n" + "1700000000s "
                        + OTHER_GATEWAY.text() + " " + FAR_NODE.text() + ":n\n"),
                NO_CLUSTERS);
        assertThat(of(config(gateway), logs).remotes())
                .containsExactly(Map.entry(FAR_NODE, new Proxied(FAR_NODE, new RemoteName("amsterdam-n"))));
        assertThat(of(config(plain), logs).remotes()).isEmpty();
    }

    @Test
    void aClusterIsAnsweredForWhenBothLogsAndTheConfigHaveIt() {
        GatewayConfig config = new GatewayConfig(List.of(), Map.of(MINE, CLUSTER), Set.of());
        ProxyLog proxies = recorded(CLUSTER.uuid().text() + ":mine").proxies();
        ClusterLog clusters = ClusterLog.parse("1700000000s " + CLUSTER.uuid().text() + " " + NODE.text() + "\n");
        assertThat(of(config, new Gateway.Logs(proxies, clusters)).clusters()).containsExactly(CLUSTER);
        assertThat(of(config, new Gateway.Logs(proxies, clusters)).answersFor(CLUSTER.uuid()))
                .isTrue();
        assertThat(of(config, new Gateway.Logs(proxies, NO_CLUSTERS)).clusters())
                .isEmpty();
        assertThat(of(config, new Gateway.Logs(ProxyLog.parse(""), clusters)).clusters())
                .isEmpty();
        assertThat(of(config(), new Gateway.Logs(proxies, clusters)).clusters()).isEmpty();
    }

    @Test
    void theIndexFollowsWhatRepositoriesAnswerFor() {
        Gateways gateways = new Gateways();
        GatewayConfig config = config(remote("n", NODE, Map.of("annex-proxy", "true")));
        Gateway answering = of(config, recorded(NODE.text() + ":n"));
        gateways.put(answering);
        assertThat(gateways.of(NODE)).containsExactly(answering);
        assertThat(gateways.of(FAR_NODE)).isEmpty();
        gateways.put(of(config, recorded()));
        assertThat(gateways.of(NODE)).isEmpty();
        assertThat(gateways.hubs()).isEmpty();
        gateways.put(answering);
        gateways.forget(HUB);
        assertThat(gateways.of(NODE)).isEmpty();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A served repository that answers for a cluster, made by real git-annex. A clone has the cluster as {@link #REMOTE}
 * and each node, by its name, as {@code origin-NAME}.
 */
record TestCluster(Bench bench, ServedRepository gateway, String uuid) {
    static final String NAME = "mine";
    static final String REMOTE = "origin-" + NAME;
    /** What is told of a node that stands still comes after the time that it has to answer; then come the others. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What a server tells whose sizes are not known yet. */
    private static final int BUSY = 503;

    /** A cluster without nodes. */
    static TestCluster of(Bench bench, String name) {
        ServedRepository gateway = bench.moreRepositories(name, 1).getFirst();
        gateway.annex("initcluster", NAME).ok();
        String uuid = gateway.git("config", "annex.cluster." + NAME).ok().line();
        return new TestCluster(bench, gateway, uuid);
    }

    /** A cluster with as many nodes of the same server, {@code near0} and so on. */
    static TestCluster ofNear(Bench bench, String name, List<ServedRepository> nodes) {
        TestCluster cluster = of(bench, name);
        for (int i = 0; i < nodes.size(); i++) {
            cluster.node(
                    "near" + i, nodes.get(i).folder().toString(), nodes.get(i).uuid());
        }
        return cluster.updated();
    }

    /** Adds a remote that {@link #updated} makes a node. */
    TestCluster node(String name, String url, String uuid) {
        gateway.git("remote", "add", name, url).ok();
        set(name, "annex-uuid", uuid);
        set(name, "annex-cluster-node", NAME);
        return this;
    }

    void set(String remote, String setting, String value) {
        gateway.git("config", "remote." + remote + "." + setting, value).ok();
    }

    /** Returns when the server answers for it. */
    TestCluster updated() {
        gateway.annex("updatecluster").ok();
        Poll.until(
                "the cluster is answered for",
                () -> api().post("checkpresent", "WORM-s0--nothing").status() == 200);
        return this;
    }

    AnnexApi api() {
        return new AnnexApi(bench.server(), uuid);
    }

    /** Whatever comes within {@link #PATIENCE}. */
    Answer ask(Request request) {
        try (Wire wire = Wire.to(bench.server().port(), (int) PATIENCE.toMillis())) {
            wire.send(request.wire());
            return wire.answer(request.method());
        }
    }

    Answer put(byte[] content) {
        return ask(Request.put(api().target("v4", "put", Keys.sha256(content), ""), content));
    }

    Answer remove(String key) {
        return ask(Request.post(api().target("v4", "remove", key, "")));
    }

    Answer get(String key) {
        return ask(Request.get(api().path() + "/v4/key/" + key + "?" + AnnexApi.CLIENT));
    }

    /** The content of a key that must be there. */
    byte[] got(String key) {
        Answer answer = get(key);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body();
    }

    Clone clone(String name) {
        Machine machine = Machine.at(bench.newFolder(name + "-home"), AnnexRelease.NEWEST);
        Clone clone = Clone.of(bench.server(), gateway, machine, bench.folder().resolve(name));
        return clone.does("init", "-q", name);
    }

    /** Returns when it is known how much the nodes hold. */
    void counted() {
        Poll.until(
                "it is counted",
                () -> AdminApi.of(bench).ask("GET", sizesPath()).status() != BUSY);
    }

    private String sizesPath() {
        return "repositories/" + gateway.uuid() + "/sizes";
    }

    /** By UUID, what the server thinks that each holds. */
    Map<String, Long> sizes() {
        return told("bytes");
    }

    /** By UUID, the room that is promised to what is under way. */
    Map<String, Long> promised() {
        return told("promisedBytes");
    }

    private Map<String, Long> told(String what) {
        Map<String, Long> told = new HashMap<>();
        AdminApi.of(bench)
                .get(sizesPath())
                .getJsonArray("sizes")
                .getValuesAs(JsonObject.class)
                .forEach(one ->
                        told.put(one.getString("uuid"), one.getJsonNumber(what).longValueExact()));
        return told;
    }

    /** Whether the gateway's branch, what waits to be brought there included, says so. */
    boolean logs(String key, String node) {
        return gateway.annex("readpresentkey", key, node).exit() == 0;
    }

    void isLogged(String key, String node, boolean present) {
        Poll.until(
                () -> "the branch tells that " + key + " at " + node + " is " + present,
                Duration.ofSeconds(30),
                () -> logs(key, node) == present);
    }

    /** The nodes that the answer to a put names as having stored it. */
    static List<String> plusUuids(Answer answer) {
        List<String> uuids = new ArrayList<>();
        Disks.json(answer.text())
                .getJsonArray("plusuuids")
                .getValuesAs(JsonString.class)
                .forEach(uuid -> uuids.add(uuid.getString()));
        return uuids;
    }
}

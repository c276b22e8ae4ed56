// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes of a cluster that fail while it is used: one of the server itself goes on, the other is on another server. */
@BeyondTheReference("a node that fails there takes the others with it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class ClusterFailuresIT {
    /** More than all that lies between a node and a client takes up. */
    private static final int LARGE = 64 << 20;

    private static final int PART = 1 << 20;
    /** A node that stands still is waited for as long as its server may take to answer; then come the others. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Random random = new Random(6);
    private Bench bench;
    private FarNode nodes;
    private ReferenceServer behind;

    /** What becomes of the other server. */
    enum Fate {
        KILLED,
        HALTED
    }

    @BeforeAll
    void start() {
        bench = Bench.wideOpen();
        nodes = FarNode.of(bench, "fates");
        behind = nodes.server("--wideopen");
        nodes.at(behind.annexUrl(), nodes.far().uuid());
    }

    @AfterAll
    void stop() {
        behind.close();
        bench.close();
    }

    @BeforeEach
    void bothNodesAreThere() {
        revive();
    }

    private void revive() {
        if (behind.isRunning()) {
            behind.resume();
        } else {
            behind.start();
        }
        Poll.until("both nodes take content", LIMIT, () -> {
            Answer answer = put(nodes.cluster(), content(10));
            return answer.status() == 200 && TestCluster.plusUuids(answer).size() == 2;
        });
    }

    private void strike(Fate fate) {
        switch (fate) {
            case KILLED -> behind.kill();
            case HALTED -> behind.halt();
        }
    }

    private byte[] content(int bytes) {
        return Keys.content(random, bytes);
    }

    /** Whatever comes within {@link #LIMIT}. */
    private static Answer ask(AnnexApi api, Request request) {
        try (Wire wire = Wire.to(api.server().port(), (int) LIMIT.toMillis())) {
            wire.send(request.wire());
            return wire.answer(request.method());
        }
    }

    private static Answer put(TestCluster cluster, byte[] content) {
        AnnexApi api = cluster.api();
        return ask(api, Request.put(api.target("v4", "put", Keys.sha256(content), ""), content));
    }

    private static Answer remove(TestCluster cluster, String key) {
        AnnexApi api = cluster.api();
        return ask(api, Request.post(api.target("v4", "remove", key, "")));
    }

    private static byte[] got(TestCluster cluster, String key) {
        AnnexApi api = cluster.api();
        Answer answer = ask(api, Request.get(api.path() + "/v4/key/" + key + "?" + AnnexApi.CLIENT));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body();
    }

    private void isAtBoth(byte[] content) {
        Answer answer = put(nodes.cluster(), content);
        assertThat(TestCluster.plusUuids(answer))
                .as(answer.toString())
                .containsExactlyInAnyOrder(nodes.near().uuid(), nodes.far().uuid());
    }

    @ParameterizedTest
    @EnumSource
    void aGetGoesOnFromAnotherNode(Fate fate) throws IOException, InterruptedException {
        byte[] content = content(LARGE);
        String key = Keys.sha256(content);
        isAtBoth(content);
        AnnexApi api = nodes.cluster().api();
        URI uri = URI.create(
                "http://127.0.0.1:" + bench.server().port() + api.path() + "/v4/key/" + key + "?" + AnnexApi.CLIENT);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] part = body.readNBytes(PART);
                strike(fate);
                assertThat(part).isEqualTo(Arrays.copyOf(content, PART));
                assertThat(Arrays.equals(body.readAllBytes(), Arrays.copyOfRange(content, PART, LARGE)))
                        .isTrue();
            }
        }
        assertThat(bench.log()).contains("a node fails while it sends");
    }

    @ParameterizedTest
    @EnumSource
    void aPutIsStoredAtTheOtherNode(Fate fate) {
        byte[] content = content(LARGE);
        String key = Keys.sha256(content);
        AnnexApi api = nodes.cluster().api();
        try (Wire wire = Wire.to(bench.server().port(), (int) LIMIT.toMillis())) {
            wire.send(Request.of("POST", api.target("v4", "put", key, ""))
                    .declaring(LARGE)
                    .with(Request.OCTETS)
                    .with("Content-Length: " + LARGE)
                    .sending(Arrays.copyOf(content, LARGE / 2))
                    .wire());
            Poll.until(
                    "both have begun",
                    () -> hasBegun(nodes.near(), key) && hasBegun(nodes.far(), key));
            strike(fate);
            wire.send(Arrays.copyOfRange(content, LARGE / 2, LARGE));
            Answer answer = wire.answer("POST");
            assertThat(answer.text()).as(answer.toString()).contains("\"stored\":true");
            assertThat(TestCluster.plusUuids(answer))
                    .containsExactly(nodes.near().uuid());
        }
        nodes.cluster().isLogged(key, nodes.near().uuid(), true);
        assertThat(nodes.cluster().logs(key, nodes.far().uuid())).isFalse();
        assertThat(Arrays.equals(got(nodes.cluster(), key), content)).isTrue();
    }

    private static boolean hasBegun(ServedRepository node, String key) {
        return node.partial().stream().anyMatch(file -> file.toString().contains(key));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsRemovedWhileANodeDoesNotAnswer(Fate fate) {
        byte[] content = content(1_000);
        String key = Keys.sha256(content);
        isAtBoth(content);
        strike(fate);
        Answer answer = remove(nodes.cluster(), key);
        assertThat(answer.text()).contains("\"removed\":false");
        assertThat(TestCluster.plusUuids(answer)).containsExactly(nodes.near().uuid());
        nodes.cluster().isLogged(key, nodes.near().uuid(), false);
        assertThat(nodes.cluster().logs(key, nodes.far().uuid())).isTrue();
        revive();
        assertThat(got(nodes.cluster(), key)).isEqualTo(content);
        assertThat(remove(nodes.cluster(), key).text()).contains("\"removed\":true");
        assertThat(nodes.far().objects()).doesNotContainKey(key);
    }

    @Test
    void whatIsSaidToBeRemovedIsWhenANodeIsKilledMeanwhile() throws InterruptedException {
        Map<String, Answer> answers = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            byte[] content = content(1_000);
            isAtBoth(content);
            answers.put(Keys.sha256(content), Answer.none());
        }
        Thread removing =
                Thread.ofVirtual().start(() -> answers.replaceAll((key, none) -> remove(nodes.cluster(), key)));
        Poll.until(
                "some are removed",
                () -> nodes.near().objects().keySet().stream()
                                .filter(answers::containsKey)
                                .count()
                        < 20);
        behind.kill();
        removing.join(LIMIT);
        assertThat(removing.isAlive()).isFalse();
        assertThat(answers.values()).anyMatch(answer -> answer.text().contains("\"removed\":true"));
        assertThat(answers.values()).anyMatch(answer -> answer.text().contains("\"removed\":false"));
        answers.forEach((key, answer) -> {
            if (answer.text().contains("\"removed\":true")) {
                assertThat(nodes.far().objects()).doesNotContainKey(key);
                assertThat(nodes.near().objects()).doesNotContainKey(key);
            } else if (nodes.far().objects().containsKey(key)) {
                assertThat(nodes.cluster().logs(key, nodes.far().uuid())).isTrue();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aClientKeepsItsCopyWhileANodeIsNotThereToBeLocked(Fate fate) {
        Clone clone = nodes.cluster().clone("keeps-" + fate);
        clone.does("numcopies", "2").does("mincopies", "2");
        byte[] content = content(2_000);
        clone.write("file", content).commit().does("copy", "-q", "--to", TestCluster.REMOTE, "file");
        String key = clone.key("file");
        assertThat(nodes.far().objects()).containsKey(key);
        strike(fate);
        clone.annex("drop", "file").failed();
        assertThat(clone.read("file")).isEqualTo(content);
        assertThat(nodes.near().objects()).containsKey(key);
        revive();
        clone.does("drop", "file");
        clone.annex("drop", "--from", TestCluster.REMOTE, "file").failed();
        assertThat(nodes.near().objects()).containsKey(key);
        assertThat(nodes.far().objects()).containsKey(key);
        strike(fate);
        clone.does("get", "-q", "--from", TestCluster.REMOTE, "file");
        assertThat(clone.read("file")).isEqualTo(content);
    }

    @Test
    void aNodeThatIsLockedKeepsItsCopy() {
        Clone clone = nodes.cluster().clone("locking");
        clone.write("file", content(2_000)).commit().does("copy", "-q", "--to", TestCluster.REMOTE, "file");
        String key = clone.key("file");
        AnnexApi node = new AnnexApi(bench.server(), nodes.far().uuid());
        String lock = node.lock(key);
        clone.annex("drop", "--from", TestCluster.REMOTE, "file").failed();
        assertThat(nodes.far().objects()).containsKey(key);
        nodes.cluster().isLogged(key, nodes.far().uuid(), true);
        assertThat(node.unlock(lock).status()).isEqualTo(200);
        clone.does("drop", "--from", TestCluster.REMOTE, "file");
        assertThat(nodes.far().objects()).doesNotContainKey(key);
    }

    @Test
    void aFullNodeGivesWhatItHasAndTheOtherTakesWhatIsNew() {
        FarNode full = FarNode.of(bench, "full");
        byte[] before = content(3_000);
        storeThere(full, before);
        full.far().git("config", "annex.diskreserve", "1000 terabytes").ok();
        try (ReferenceServer server = full.server("--wideopen")) {
            full.at(server.annexUrl(), full.far().uuid());
            givesAndTakes(full, before);
            assertThat(remove(full.cluster(), Keys.sha256(before)).text()).contains("\"removed\":true");
            assertThat(full.far().objects()).isEmpty();
        }
    }

    @Test
    void aReadOnlyNodeGivesWhatItHasAndTheOtherTakesWhatIsNew() {
        FarNode readOnly = FarNode.of(bench, "readonly");
        byte[] before = content(3_000);
        storeThere(readOnly, before);
        try (ReferenceServer server = readOnly.server("--unauth-readonly")) {
            readOnly.at(server.annexUrl(), readOnly.far().uuid());
            givesAndTakes(readOnly, before);
            isNotRemoved(readOnly, Keys.sha256(before));
            assertThat(readOnly.far().objects()).containsKey(Keys.sha256(before));
        }
    }

    private static void storeThere(FarNode node, byte[] content) {
        try (ReferenceServer server = node.server("--wideopen")) {
            AnnexApi there = new AnnexApi(server, node.far().uuid());
            assertThat(there.put(Keys.sha256(content), content).text()).contains("\"stored\":true");
        }
    }

    private void givesAndTakes(FarNode node, byte[] before) {
        node.claim(Keys.sha256(before), node.far().uuid());
        assertThat(got(node.cluster(), Keys.sha256(before))).isEqualTo(before);
        isStoredNearOnly(node, content(3_000));
    }

    private static void isStoredNearOnly(FarNode node, byte[] content) {
        Answer answer = put(node.cluster(), content);
        assertThat(answer.text()).contains("\"stored\":true");
        assertThat(TestCluster.plusUuids(answer)).containsExactly(node.near().uuid());
        String key = Keys.sha256(content);
        assertThat(node.near().objects()).containsKey(key);
        assertThat(node.far().objects()).doesNotContainKey(key);
        node.cluster().isLogged(key, node.near().uuid(), true);
        assertThat(node.cluster().logs(key, node.far().uuid())).isFalse();
        assertThat(got(node.cluster(), key)).isEqualTo(content);
    }

    private static void isNotRemoved(FarNode node, String key) {
        assertThat(remove(node.cluster(), key).text()).contains("\"removed\":false");
        assertThat(node.cluster().logs(key, node.far().uuid())).isTrue();
    }

    /** What a node says that talks nonsense. */
    enum Nonsense {
        NOISE("\0\1\2 none of this is HTTP \r\n\r\n\r\n"),
        PAGE(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\nConnection: close\r\n\r\n<p>Welcome</p>"),
        WRONG_LENGTH("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nX-git-annex-data-length: 3000\r\n"
                + "Connection: close\r\n\r\nshort");

        private final String text;

        Nonsense(String text) {
            this.text = text;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNodeThatTalksNonsenseIsNotBelieved(Nonsense nonsense) {
        FarNode odd = FarNode.of(bench, "odd-" + nonsense.name().toLowerCase(java.util.Locale.ROOT));
        try (NonsenseServer server = NonsenseServer.saying(Request.bytes(nonsense.text))) {
            odd.at(server.annexUrl(), odd.far().uuid());
            isNotBelieved(odd, odd.far().uuid());
        }
    }

    @Test
    void aNodeThatIsAnotherRepositoryIsNotBelieved() {
        FarNode other = FarNode.of(bench, "other");
        String wrong = "00000000-0000-4000-8000-00000000bad0";
        try (ReferenceServer server = other.server("--wideopen")) {
            other.at(server.annexUrl(), wrong);
            isNotBelieved(other, wrong);
            assertThat(other.far().objects()).isEmpty();
        }
    }

    private void isNotBelieved(FarNode node, String uuid) {
        byte[] content = content(3_000);
        isStoredNearOnly(node, content);
        String key = Keys.sha256(content);
        node.claim(key, uuid);
        assertThat(got(node.cluster(), key)).isEqualTo(content);
        assertThat(remove(node.cluster(), key).text()).contains("\"removed\":false");
        assertThat(node.cluster().logs(key, uuid)).isTrue();
        assertThat(List.of("SEVERE", "Exception in thread")).noneMatch(bench.log()::contains);
    }
}

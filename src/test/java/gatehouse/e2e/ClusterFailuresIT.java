// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.e2e.FailingNode.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes of a cluster that fail while it is used: one of the server itself goes on, the other is on another server. */
@BeyondTheReference("a node that fails there takes the others with it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class ClusterFailuresIT {
    /** More than all that lies between a node and a client takes up. */
    private static final int LARGE = 64 << 20;

    private static final int PART = 1 << 20;

    private final Random random = new Random(6);
    private Bench bench;
    private FailingNode nodes;
    private TestCluster cluster;

    @BeforeAll
    void start() {
        bench = Bench.wideOpen();
        nodes = FailingNode.of(bench, "fates");
        cluster = nodes.cluster();
    }

    @AfterAll
    void stop() {
        nodes.close();
        bench.close();
    }

    @BeforeEach
    void bothNodesAreThere() {
        nodes.revive(() -> content(10));
    }

    private byte[] content(int bytes) {
        return Keys.content(random, bytes);
    }

    @ParameterizedTest
    @EnumSource
    void aGetGoesOnFromAnotherNode(Fate fate) throws IOException, InterruptedException {
        byte[] content = content(LARGE);
        String key = nodes.stored(content);
        AnnexApi api = cluster.api();
        URI uri = URI.create(
                "http://127.0.0.1:" + bench.server().port() + api.path() + "/v4/key/" + key + "?" + AnnexApi.CLIENT);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] part = body.readNBytes(PART);
                nodes.strike(fate);
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
        try (Wire wire = Wire.to(bench.server().port(), (int) TestCluster.PATIENCE.toMillis())) {
            wire.send(head(content));
            wire.send(Arrays.copyOf(content, LARGE / 2));
            Poll.until("both have begun", () -> hasBegun(nodes.near(), key) && hasBegun(nodes.far(), key));
            nodes.strike(fate);
            wire.send(Arrays.copyOfRange(content, LARGE / 2, LARGE));
            Answer answer = wire.answer("POST");
            assertThat(answer.text()).as(answer.toString()).contains("\"stored\":true");
            assertThat(TestCluster.plusUuids(answer))
                    .containsExactly(nodes.near().uuid());
        }
        cluster.isLogged(key, nodes.near().uuid(), true);
        assertThat(cluster.logs(key, nodes.far().uuid())).isFalse();
        assertThat(Arrays.equals(cluster.got(key), content)).isTrue();
    }

    private static boolean hasBegun(ServedRepository node, String key) {
        return node.partial().stream().anyMatch(file -> file.toString().contains(key));
    }

    /** Of a put, whose body comes by itself. */
    private byte[] head(byte[] content) {
        return Request.of("POST", cluster.api().target("v4", "put", Keys.sha256(content), ""))
                .declaring(content.length)
                .with(Request.OCTETS)
                .with("Content-Length: " + content.length)
                .wire();
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 100, 300, 700, 1_500})
    void aBodyThatComesLateIsStoredAtBoth(long lateMillis) {
        for (int bytes : new int[] {1, 3_000, 300_000}) {
            byte[] content = content(bytes);
            try (Wire wire = Wire.to(bench.server().port())) {
                wire.send(head(content));
                Poll.pause(lateMillis);
                wire.send(content);
                Answer answer = wire.answer("POST");
                assertThat(TestCluster.plusUuids(answer))
                        .as("%d bytes: %s", bytes, answer)
                        .containsExactlyInAnyOrder(
                                nodes.near().uuid(), nodes.far().uuid());
                // The connection is as good as new.
                wire.send(Request.post(cluster.api().target("v4", "checkpresent", Keys.sha256(content), ""))
                        .wire());
                assertThat(wire.answer("POST").text()).isEqualTo("{\"present\":true}");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsRemovedWhileANodeDoesNotAnswer(Fate fate) {
        byte[] content = content(1_000);
        String key = nodes.stored(content);
        nodes.strike(fate);
        Answer answer = cluster.remove(key);
        assertThat(answer.text()).contains("\"removed\":false");
        assertThat(TestCluster.plusUuids(answer)).containsExactly(nodes.near().uuid());
        cluster.isLogged(key, nodes.near().uuid(), false);
        assertThat(cluster.logs(key, nodes.far().uuid())).isTrue();
        nodes.revive(() -> content(10));
        Answer left = cluster.get(key);
        switch (fate) {
            case KILLED -> assertThat(left.body()).isEqualTo(content);
            // What it was asked when it stood still, it may have done since.
            case HALTED ->
                assertThat(left.status() == 404 || Arrays.equals(left.body(), content))
                        .as(left.toString())
                        .isTrue();
        }
        assertThat(cluster.remove(key).text()).contains("\"removed\":true");
        assertThat(nodes.far().objects()).doesNotContainKey(key);
        cluster.isLogged(key, nodes.far().uuid(), false);
    }

    @Test
    void whatIsSaidToBeRemovedIsWhenANodeIsKilledMeanwhile() throws InterruptedException {
        Map<String, Answer> answers = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            answers.put(nodes.stored(content(1_000)), Answer.none());
        }
        Thread removing = Thread.ofVirtual().start(() -> answers.replaceAll((key, none) -> cluster.remove(key)));
        Poll.until(
                "some are removed",
                () -> nodes.near().objects().keySet().stream()
                                .filter(answers::containsKey)
                                .count()
                        < 20);
        nodes.strike(Fate.KILLED);
        removing.join(TestCluster.PATIENCE);
        assertThat(removing.isAlive()).isFalse();
        assertThat(answers.values()).anyMatch(answer -> answer.text().contains("\"removed\":true"));
        assertThat(answers.values()).anyMatch(answer -> answer.text().contains("\"removed\":false"));
        answers.forEach((key, answer) -> {
            if (answer.text().contains("\"removed\":true")) {
                assertThat(nodes.far().objects()).doesNotContainKey(key);
                assertThat(nodes.near().objects()).doesNotContainKey(key);
            } else if (nodes.far().objects().containsKey(key)) {
                assertThat(cluster.logs(key, nodes.far().uuid())).isTrue();
            }
        });
    }
}

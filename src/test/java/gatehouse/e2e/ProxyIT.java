// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Remotes behind a hub: {@code near}, a repository of the same server; {@code far}, one on git-annex's own server; and
 * {@code gone}, where nobody answers.
 */
@BeyondTheReference("needs the server behind it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class ProxyIT {
    private static final String NEAR = "near";
    private static final String FAR = "far";
    private static final String GONE_UUID = "00000000-0000-4000-8000-000000000bad";
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 50;
    private static final int LIMIT_SECONDS = 120;
    private static final int STALLED = 300;
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final long GIBIBYTE = 1L << 30;
    private static final long MOST_GROWTH_KILOBYTES = 250_000;

    private final Random random = new Random(11);
    private Bench bench;
    private ServedRepository near;
    private ServedRepository far;
    private ReferenceServer behind;

    @BeforeAll
    void start() throws IOException {
        bench = Bench.wideOpen();
        near = bench.moreRepositories(NEAR, 1).getFirst();
        Path own = bench.newFolder("behind");
        Path served = Files.createDirectory(own.resolve("served"));
        Machine machine = Machine.at(own.resolve("home"), AnnexRelease.NEWEST);
        far = ServedRepository.bare(machine, served.resolve("far.git"));
        behind = new ReferenceServer(
                new ServerSetup(machine, served, far.uuid(), own.resolve("data"), List.of("--wideopen"), Map.of()));
        behind.start();
        ServedRepository hub = bench.repository();
        addRemote(NEAR, near.folder().toString(), near.uuid());
        addRemote(FAR, far.folder().toString(), far.uuid());
        hub.git("config", "remote.far.annexurl", behind.annexUrl()).ok();
        addRemote("gone", "ssh://gone.invalid/gone.git", GONE_UUID);
        hub.git("config", "remote.gone.annexurl", "annex+http://127.0.0.1:1/git-annex/")
                .ok();
        hub.annex("updateproxy").ok();
        Poll.until(
                "the hub answers for them",
                () -> through(far.uuid())
                                .post("checkpresent", "WORM-s0--nothing")
                                .status()
                        == 200);
    }

    private void addRemote(String name, String url, String uuid) {
        ServedRepository hub = bench.repository();
        hub.git("remote", "add", name, url).ok();
        hub.git("config", "remote." + name + ".annex-uuid", uuid).ok();
        hub.git("config", "remote." + name + ".annex-proxy", "true").ok();
    }

    @AfterAll
    void stop() {
        behind.close();
        bench.close();
    }

    private AnnexApi through(String uuid) {
        return new AnnexApi(bench.server(), uuid);
    }

    private ServedRepository remote(String name) {
        return name.equals(NEAR) ? near : far;
    }

    private Clone clone(String name) {
        Machine machine = Machine.at(bench.newFolder("home-" + name), AnnexRelease.NEWEST);
        return Clone.of(
                bench.server(), bench.repository(), machine, bench.folder().resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {NEAR, FAR})
    void aClientOfTheHubUsesWhatIsBehindIt(String name) {
        String remote = "origin-" + name;
        Clone clone = clone("uses-" + name)
                .write("file", Keys.content(random, 300_000))
                .commit();
        String key = clone.key("file");
        byte[] content = clone.read("file");

        clone.does("copy", "--to", remote, "file");
        assertThat(remote(name).objects()).containsKey(key);
        Poll.until(
                "the hub's branch tells of it",
                () -> bench.repository()
                                .annex("readpresentkey", key, remote(name).uuid())
                                .exit()
                        == 0);
        // Needs the copy there locked.
        clone.does("drop", "file");
        assertThat(clone.has("file")).isFalse();
        clone.does("get", "--from", remote, "file");
        assertThat(clone.read("file")).isEqualTo(content);
        clone.does("drop", "--from", remote, "file");
        assertThat(remote(name).objects()).doesNotContainKey(key);
        Poll.until(
                "the hub's branch tells of that",
                () -> bench.repository()
                                .annex("readpresentkey", key, remote(name).uuid())
                                .exit()
                        != 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {NEAR, FAR})
    void gitAnnexsOwnTestOfARemotePasses(String name) {
        Clone clone = clone("testremote-" + name)
                .write("one", Keys.content(random, 10))
                .commit();
        TestremoteIT.allButThoseOfAnUnavailableRemotePassed(clone.annex("testremote", "origin-" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {NEAR, FAR})
    void partsAreReadWithoutTheProtocol(String name) {
        byte[] content = Keys.content(random, 200_000);
        String key = Keys.sha256(content);
        AnnexApi api = through(remote(name).uuid());
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
        String target = api.path() + "/key/" + key;
        assertThat(api.ask(Request.get(target)).body()).isEqualTo(content);
        Answer head = api.ask(Request.of("HEAD", target));
        assertThat(head.status()).isEqualTo(200);
        Answer part = api.ask(Request.get(target).with("Range: bytes=10-19"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));
        Answer rest = api.ask(Request.get(api.path() + "/v4/key/" + key + "?" + AnnexApi.CLIENT + "&offset=199990"));
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(content, 199_990, 200_000));
    }

    @Test
    void aRemoteThatDoesNotAnswerIsToldOfInOneLine() {
        AnnexApi api = through(GONE_UUID);
        byte[] content = Keys.content(random, 100);
        List<Answer> answers = List.of(
                api.post("checkpresent", Keys.sha256(content)),
                api.post("remove", Keys.sha256(content)),
                api.post("lockcontent", Keys.sha256(content)),
                api.get(Keys.sha256(content)),
                api.put(Keys.sha256(content), content));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isIn(502, 503);
            assertThat(answer.text().strip()).doesNotContain("\n").doesNotContain("127.0.0.1");
        });
        assertThat(bench.log()).doesNotContain("SEVERE");
    }

    /** Whose connections, and what the container keeps for them, are used again at once. */
    @Test
    void requestsThatAreAnsweredBeforeTheirBodiesCameDisturbNoOthers() throws Exception {
        AnnexApi gone = through(GONE_UUID);
        byte[] content = Keys.content(random, 1_500_000);
        byte[] small = Arrays.copyOf(content, 10);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> {
                    HttpClient client = HttpClient.newHttpClient();
                    for (int round = 0; round < ROUNDS; round++) {
                        byte[] body = round % 2 == 0 ? small : content;
                        assertThat(status(client, gone.target("v4", "put", Keys.sha256(body), ""), body))
                                .isIn(502, 503);
                        assertThat(status(
                                        client, gone.target("v4", "checkpresent", Keys.sha256(body), ""), new byte[0]))
                                .isIn(502, 503);
                    }
                    return null;
                }));
            }
            for (Future<?> client : running) {
                client.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        }
        assertThat(bench.log()).doesNotContain("SEVERE", "GRIZZLY", "NullPointerException", "IllegalStateException");
    }

    private int status(HttpClient client, String target, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + bench.server().port() + target))
                .version(HttpClient.Version.HTTP_1_1)
                .header("X-git-annex-data-length", Integer.toString(body.length))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void stalledClientsOfWhatIsBehindDelayNobody() {
        byte[] content = Keys.content(random, 20_000_000);
        String key = Keys.sha256(content);
        AnnexApi api = through(far.uuid());
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
        List<Wire> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < STALLED; i++) {
                byte[] request = Request.put(api.target("v4", "put", Keys.sha256(new byte[] {(byte) i}), ""), content)
                        .wire();
                Wire upload = Wire.to(bench.server().port());
                upload.send(Arrays.copyOf(request, 100_000));
                stalled.add(upload);
                Wire download = Wire.to(bench.server().port());
                download.send(Request.get(api.path() + "/key/" + key).wire());
                stalled.add(download);
            }
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThat(bench.api().isPresent(key)).isFalse();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPTLY);
            }
            assertThat(through(near.uuid()).put(key, content).text()).contains("\"stored\":true");
        } finally {
            stalled.forEach(Wire::close);
        }
        Poll.until(
                "what is behind is asked again",
                Duration.ofMinutes(3),
                () -> api.post("checkpresent", key).status() == 200);
    }

    @Test
    void aGibibyteGoesThroughWithoutBeingHeldInMemory() {
        Clone clone = clone("large");
        clone.git("config", "annex.backend", "WORM").ok();
        clone.writeSparse("large", GIBIBYTE).commit();
        clone.write("small", Keys.content(random, 100_000)).commit().does("copy", "--to", "origin-far", "small");
        long before = bench.server().residentKilobytes();
        clone.does("copy", "--to", "origin-far", "large");
        clone.does("drop", "large").does("get", "--from", "origin-far", "large");
        assertThat(bench.server().residentKilobytes() - before).isLessThan(MOST_GROWTH_KILOBYTES);
        clone.does("drop", "--from", "origin-far", "large");
    }
}

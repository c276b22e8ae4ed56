// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import static gatehouse.remote.http.ScriptedServer.answer;
import static gatehouse.remote.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests when the other server is old, slow, full, gone or wrong. */
@Timeout(60)
class HttpPeerTest {
    private static final Key KEY = key("SHA256-s10--x");
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int LARGE = 8 << 20;

    private static Key key(String text) {
        return Key.of(text.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
    }

    @Test
    void theNewestVersionThatIsServedIsFoundOnce() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            if (exchange.getRequestURI().getPath().contains("/v1/")) {
                json(exchange, "{\"present\":true}");
            } else {
                answer(exchange, 404, "");
            }
        })) {
            HttpPeer peer = server.peer(IDLE);
            assertThat(peer.present(KEY)).isTrue();
            assertThat(server.asked()).hasSize(4);
            assertThat(peer.present(KEY)).isTrue();
            assertThat(server.asked()).hasSize(5);
        }
    }

    @Test
    void aServerThatServesNoVersionOfItIsAFailureEachTime() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> answer(exchange, 404, ""))) {
            HttpPeer peer = server.peer(IDLE);
            for (int i = 1; i <= 2; i++) {
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> peer.present(KEY));
                assertThat(server.asked()).hasSize(5 * i);
            }
        }
    }

    @Test
    void aServerTooOldForTimestampsIsNotAskedToRemoveInTime() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            if (exchange.getRequestURI().getPath().contains("/v2/")) {
                json(exchange, "{\"present\":true}");
            } else {
                answer(exchange, 404, "");
            }
        })) {
            HttpPeer peer = server.peer(IDLE);
            peer.present(KEY);
            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> peer.removeBefore(KEY, new MonotonicTimestamp(1)));
            assertThat(server.asked()).noneMatch(target -> target.contains("remove"));
        }
    }

    @Test
    void requestsSayWhoAsksAndSignIn() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            boolean signedIn =
                    "Basic am9leTpzZWNyZXQ=".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, signedIn ? 200 : 401, "{\"removed\":true,\"plusuuids\":[\"a\",\"[Yg==]\"]}");
        })) {
            RemoveReply reply = server.peer(IDLE).remove(key("WORM-s1--\u00ff %&+"));
            assertThat(reply).isEqualTo(new RemoveReply.Removed(List.of(new Uuid("a"), new Uuid("b"))));
            assertThat(server.asked().getFirst())
                    .isEqualTo("POST /git-annex/" + ScriptedServer.UUID + "/v4/remove?clientuuid="
                            + ScriptedServer.CLIENT + "&key=%5BV09STS1zMS0t_yAlJis%3D%5D");
            assertThat(server.remote().toString()).doesNotContain("secret");
        }
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "[]", "{}", "{\"present\":1}", "nonsense", "{\"present\":true"})
    void anAnswerThatIsNoneIsAFailure(String body) throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> json(exchange, body))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> server.peer(IDLE).present(KEY));
        }
    }

    @Test
    void anAnswerWithoutEndIsAFailure() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[65536];
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(much);
            }
        })) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> server.peer(IDLE).present(KEY));
        }
    }

    @Test
    void contentThatIsCutShortIsNotValid() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            exchange.getResponseHeaders().add("X-git-annex-data-length", "10");
            answer(exchange, 200, "123456789");
        })) {
            try (Content content = server.peer(IDLE).read(KEY, 0).orElseThrow()) {
                assertThat(content.lengthBytes()).isEqualTo(10);
                assertThat(new String(all(content), StandardCharsets.US_ASCII)).isEqualTo("123456789");
                assertThat(content.valid()).isFalse();
            }
        }
    }

    @Test
    void moreContentThanAnnouncedIsNotRead() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            exchange.getResponseHeaders().add("X-git-annex-data-length", "10");
            answer(exchange, 200, "1234567890ABC");
        })) {
            try (Content content = server.peer(IDLE).read(KEY, 0).orElseThrow()) {
                assertThat(new String(all(content), StandardCharsets.US_ASCII)).isEqualTo("1234567890");
                assertThat(content.valid()).isTrue();
            }
        }
    }

    @Test
    void aDownloadThatStallsIsGivenUp() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            exchange.getResponseHeaders().add("X-git-annex-data-length", "10");
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write('1');
            exchange.getResponseBody().flush();
            pause(Duration.ofSeconds(5));
        })) {
            try (Content content = server.peer(SHORT).read(KEY, 0).orElseThrow()) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> all(content))
                        .withMessageContaining("sent nothing");
            }
        }
    }

    @Test
    void anUploadIsRefusedAsSoonAsTheOtherSideSaysSo() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/put")) {
                exchange.getRequestBody().readNBytes(100_000);
                answer(exchange, 507, "full");
            } else {
                json(exchange, "{\"present\":false}");
            }
        })) {
            try (Receiving receiving = server.peer(IDLE).receive(request(LARGE))) {
                FailureException failed = catchThrowableOfType(FailureException.class, () -> {
                    writeAll(receiving, LARGE);
                    receiving.finish();
                });
                assertThat(failed.failure()).isInstanceOf(Failure.NoSpace.class);
            }
        }
    }

    @Test
    void anUploadThatNobodyTakesIsGivenUp() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/put")) {
                pause(Duration.ofSeconds(5));
            } else {
                json(exchange, "{\"present\":false}");
            }
        })) {
            try (Receiving receiving = server.peer(SHORT).receive(request(64 * LARGE))) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> writeAll(receiving, 64 * LARGE))
                        .withMessageContaining("took nothing");
            }
        }
    }

    @Test
    void anUploadArrivesWholeAndInOrder() throws IOException {
        byte[] sent = new byte[LARGE];
        new java.util.Random(7).nextBytes(sent);
        byte[][] came = new byte[1][];
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/put")) {
                came[0] = exchange.getRequestBody().readAllBytes();
                json(exchange, "{\"stored\":true,\"plusuuids\":[]}");
            } else {
                json(exchange, "{\"present\":false}");
            }
        })) {
            try (Receiving receiving = server.peer(IDLE).receive(request(LARGE))) {
                for (int from = 0, step = 1; from < LARGE; from += step, step = step * 3 % 300_007) {
                    receiving.write(ByteBuffer.wrap(sent, from, Math.min(step, LARGE - from)));
                }
                assertThat(receiving.missingBytes()).isZero();
                assertThat(receiving.finish()).isEqualTo(new PutReply.Stored(List.of()));
            }
            assertThat(came[0]).isEqualTo(sent);
        }
    }

    @Test
    void aServerOfTheFirstVersionIsAskedWhetherItHasTheContent() throws IOException {
        try (ScriptedServer server = new ScriptedServer(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/v0/checkpresent")) {
                json(exchange, "{\"present\":true}");
            } else {
                answer(exchange, 404, "");
            }
        })) {
            HttpPeer peer = server.peer(IDLE);
            peer.present(KEY);
            assertThat(peer.putOffset(KEY)).isEqualTo(new PutOffset.AlreadyHave(List.of()));
        }
    }

    @Test
    void aServerThatIsGoneIsAFailure() throws IOException {
        HttpPeer peer;
        try (ScriptedServer server = new ScriptedServer(exchange -> json(exchange, "{\"present\":true}"))) {
            peer = server.peer(IDLE);
            assertThat(peer.present(KEY)).isTrue();
        }
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> peer.present(KEY));
    }

    private static PutRequest request(int lengthBytes) {
        return new PutRequest(key("WORM-s" + lengthBytes + "--x"), ScriptedServer.CLIENT, 0, lengthBytes);
    }

    private static void writeAll(Receiving receiving, int count) throws IOException {
        byte[] part = new byte[65536];
        for (int left = count; left > 0; left -= part.length) {
            receiving.write(ByteBuffer.wrap(part));
        }
    }

    private static byte[] all(Content content) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(100);
        while (content.read(all) >= 0) {
            assertThat(all.hasRemaining()).isTrue();
        }
        byte[] bytes = new byte[all.position()];
        all.flip().get(bytes);
        return bytes;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

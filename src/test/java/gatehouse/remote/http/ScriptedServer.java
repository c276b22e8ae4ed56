// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on the loopback interface that answers as a test says, well or badly, and a peer that asks it. */
final class ScriptedServer implements AutoCloseable {
    static final Uuid UUID = new Uuid("11111111-1111-1111-1111-111111111111");
    static final Uuid CLIENT = new Uuid("22222222-2222-2222-2222-222222222222");
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Answers one request. */
    @FunctionalInterface
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(threads)
            .build();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            try (exchange) {
                script.answer(exchange);
            }
        });
        server.start();
    }

    HttpPeer peer(Duration idle) {
        HttpLimits limits = new HttpLimits(idle, Duration.ofSeconds(5), Duration.ofSeconds(5));
        return new HttpPeer(remote(), client, limits);
    }

    HttpRemote remote() {
        AnnexUrl url = AnnexUrl.of(
                        "annex+http://127.0.0.1:" + server.getAddress().getPort() + "/git-annex/")
                .orElseThrow();
        return new HttpRemote(url, UUID, CLIENT, Optional.of(new HttpRemote.Credentials("joey", "secret")));
    }

    /** The requests so far, each as its method and target. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    static void json(HttpExchange exchange, String body) throws IOException {
        answer(exchange, 200, body);
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }
}

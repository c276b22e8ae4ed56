// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowGitClientsTest {
    private static final String SERVICE = "demo/git-receive-pack";

    @TempDir
    Path temporary;

    private RealGit git;
    private GitServer server;
    private final List<Socket> stalled = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        git = new RealGit(temporary.resolve("home"));
        server = new GitServer(temporary.resolve("served"));
        server.created("demo");
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : stalled) {
            socket.close();
        }
        server.close();
    }

    /** A push whose sender sends nothing after the request's head. */
    private Socket stalledPush() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        stalled.add(socket);
        socket.getOutputStream()
                .write(("POST /git/" + SERVICE + " HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/x-git-receive-pack-request\r\nContent-Length: 1000\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private int status(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url(path)))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void whatIsTooMuchIsToldToComeBackLater() throws IOException, InterruptedException {
        for (int i = 0; i < GitServer.MOST_REQUESTS + GitServer.MOST_WAITING; i++) {
            stalledPush();
        }
        server.awaitQueued(GitServer.MOST_WAITING);
        HttpResponse<String> refused = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url("demo/info/refs?service=git-upload-pack")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        // What needs no git work is answered all the same.
        assertThat(status("demo/config")).isEqualTo(200);
    }

    @Test
    void whoSendsNothingIsCutOffAndOthersGoOn() throws IOException, InterruptedException {
        server.limits = new GitLimits(1 << 20, Duration.ofSeconds(1), 1 << 20);
        for (int i = 0; i < GitServer.MOST_REQUESTS; i++) {
            stalledPush();
        }
        assertThat(status("demo/info/refs?service=git-upload-pack")).isEqualTo(200);
        assertThat(git.git(temporary, "ls-remote", server.url("demo"))).contains("git-annex");
    }

    @Test
    void whoGoesAwayInTheMiddleOfAPushChangesNothing() throws IOException {
        String before = git.git(temporary, "ls-remote", server.url("demo"));
        Socket socket = stalledPush();
        socket.getOutputStream().write("00a1".getBytes(StandardCharsets.US_ASCII));
        socket.close();
        assertThat(git.git(temporary, "ls-remote", server.url("demo"))).isEqualTo(before);
    }

    @Test
    void aPackThatIsTooLargeIsRefused() throws IOException {
        server.limits = new GitLimits(100_000, Duration.ofMinutes(1), 1 << 20);
        assertThat(pushOfRandom(200_000)).contains("exceeds the limit of 100,000 bytes");
        server.limits = new GitLimits(1 << 20, Duration.ofMinutes(1), 100_000);
        assertThat(pushOfRandom(200_000)).containsIgnoringCase("object too large");
        assertThat(git.git(temporary, "ls-remote", server.url("demo"))).doesNotContain("main");
    }

    private String pushOfRandom(int bytes) throws IOException {
        Path work = Files.createTempDirectory(temporary, "work");
        git.git(work, "init", "-q");
        byte[] content = new byte[bytes];
        new Random(7).nextBytes(content);
        Files.write(work.resolve("random"), content);
        git.git(work, "add", "random");
        git.git(work, "commit", "-q", "-m", "random");
        RealGit.Ran push = git.tried(work, "push", server.url("demo"), "HEAD:main");
        assertThat(push.status()).isNotZero();
        return push.text();
    }

    @Test
    void aSmallRequestThatUnpacksToAGreatDealIsRefused() throws IOException, InterruptedException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] want = ("0032want " + "0".repeat(39) + "1\n").getBytes(StandardCharsets.US_ASCII);
            for (int bytes = 0; bytes < 64 << 20; bytes += want.length) {
                gzip.write(want);
            }
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("demo/git-upload-pack")))
                .header("Content-Type", "application/x-git-upload-pack-request")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(answer).contains("ERR the request is too long");
    }

    @Test
    void whatAKilledServerHadReceivedOfAPushIsDeleted() throws IOException {
        Path left = Files.writeString(temporary.resolve("served/demo.git/objects/incoming_1.pack"), "PACK");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(60)));
        git.git(temporary, "ls-remote", server.url("demo"));
        assertThat(left).doesNotExist();
    }

    @Test
    void aLargePushAndItsCloneAreWhole() throws IOException {
        Path work = Files.createDirectory(temporary.resolve("work"));
        git.git(work, "init", "-q");
        byte[] content = new byte[24 << 20];
        new Random(8).nextBytes(content);
        Files.write(work.resolve("random"), content);
        git.git(work, "add", "random");
        git.git(work, "commit", "-q", "-m", "random");
        git.git(work, "push", "-q", server.url("demo"), "HEAD:main");
        git.git(temporary, "clone", "-q", server.url("demo"), "clone");
        try (InputStream in = Files.newInputStream(temporary.resolve("clone/random"))) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }
}

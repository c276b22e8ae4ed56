// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.http.HttpLimits;
import gatehouse.remote.http.HttpPeer;
import gatehouse.remote.http.HttpRemote;
import gatehouse.remote.line.LineLimits;
import gatehouse.remote.line.LinePeer;
import gatehouse.repository.Uuid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A repository elsewhere as a peer: on one of these servers, on git-annex's own, and behind git-annex-shell. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class RemotePeerIT {
    private static final Uuid CLIENT = new Uuid("11111111-2222-3333-4444-555555555555");
    private static final int LARGE = 20 << 20;

    /** Who serves, and how it is asked. */
    enum Server {
        GATEHOUSE,
        GIT_ANNEX,
        GIT_ANNEX_SHELL
    }

    /** A repository, and the peer that stands for it. */
    private record Served(ServedRepository repository, Peer peer, Runnable end) {}

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(threads)
            .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(5);
    private Path folder = Path.of("");
    private Map<Server, Served> servers = Map.of();

    @BeforeAll
    void start() throws IOException {
        folder = Files.createTempDirectory("gatehouse-it");
        servers = new EnumMap<>(Server.class);
        for (Server kind : Server.values()) {
            servers.put(kind, serve(kind));
        }
    }

    private Served serve(Server kind) throws IOException {
        Path own = Files.createDirectory(folder.resolve(kind.name()));
        Path served = Files.createDirectory(own.resolve("served"));
        Machine machine = Machine.at(own.resolve("home"), AnnexRelease.NEWEST);
        ServedRepository repository = ServedRepository.bare(machine, served.resolve("shared.git"));
        ServerSetup setup = new ServerSetup(
                machine, served, repository.uuid(), own.resolve("data"), List.of("--wideopen"), Map.of());
        return switch (kind) {
            case GATEHOUSE -> overHttp(repository, new GatehouseServer(setup));
            case GIT_ANNEX -> overHttp(repository, new ReferenceServer(setup));
            case GIT_ANNEX_SHELL -> overLines(repository);
        };
    }

    private Served overHttp(ServedRepository repository, ServerProcess server) {
        server.start();
        AnnexUrl url = AnnexUrl.of(server.annexUrl()).orElseThrow();
        HttpRemote remote = new HttpRemote(url, new Uuid(repository.uuid()), CLIENT, Optional.empty());
        return new Served(repository, new HttpPeer(remote, client, HttpLimits.USUAL), server::close);
    }

    private Served overLines(ServedRepository repository) {
        LinePeer.Surroundings surroundings = new LinePeer.Surroundings(
                timer, () -> new LockId(UUID.randomUUID().toString()));
        LinePeer peer = new LinePeer(
                new Uuid(repository.uuid()),
                () -> ShellProcess.start(repository, CLIENT.text()),
                LineLimits.USUAL,
                surroundings);
        return new Served(repository, peer, peer::close);
    }

    @AfterAll
    void stop() {
        servers.values().forEach(served -> served.end().run());
        timer.shutdownNow();
        client.shutdownNow();
        threads.shutdownNow();
        Bench.delete(folder);
    }

    private Peer peer(Server server) {
        return servers.get(server).peer();
    }

    private byte[] content(int bytes) {
        return Keys.content(random, bytes);
    }

    private static Key key(byte[] content) {
        return Key.of(Keys.sha256(content).getBytes(StandardCharsets.US_ASCII)).orElseThrow();
    }

    private static PutReply put(Peer peer, Key key, byte[] content) throws IOException {
        return put(peer, new PutRequest(key, CLIENT, 0, content.length), content);
    }

    private static PutReply put(Peer peer, PutRequest request, byte[] content) throws IOException {
        try (Receiving receiving = peer.receive(request)) {
            receiving.write(ByteBuffer.wrap(content));
            return receiving.finish();
        }
    }

    private static byte[] read(Peer peer, Key key, long offset) throws IOException {
        try (Content content = peer.read(key, offset).orElseThrow()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer part = ByteBuffer.allocate(50_000);
            while (content.read(part) >= 0) {
                all.write(part.array(), 0, part.position());
                part.clear();
            }
            assertThat(content.valid()).isTrue();
            assertThat(all.size()).isEqualTo((int) content.lengthBytes());
            return all.toByteArray();
        }
    }

    private static Key stored(Peer peer, byte[] content) throws IOException {
        Key key = key(content);
        assertThat(put(peer, key, content)).isEqualTo(new PutReply.Stored(List.of()));
        return key;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStoredIsThereAndReadFromAnyOffset(Server server) throws IOException {
        byte[] content = content(LARGE);
        Key key = stored(peer(server), content);
        assertThat(peer(server).present(key)).isTrue();
        assertThat(peer(server).putOffset(key)).isEqualTo(new PutOffset.AlreadyHave(List.of()));
        for (int offset : new int[] {0, 1, LARGE / 2, LARGE - 1}) {
            assertThat(read(peer(server), key, offset)).isEqualTo(Arrays.copyOfRange(content, offset, LARGE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotThereIsNotThere(Server server) throws IOException {
        Key key = key(content(100));
        assertThat(peer(server).present(key)).isFalse();
        assertThat(peer(server).read(key, 0)).isEmpty();
        assertThat(peer(server).putOffset(key)).isEqualTo(new PutOffset.From(0));
        assertThat(peer(server).remove(key)).isEqualTo(new RemoveReply.Removed(List.of()));
        assertThat(peer(server).lock(key)).isEqualTo(new LockReply.NotLocked());
    }

    @ParameterizedTest
    @EnumSource
    void emptyContentIsContent(Server server) throws IOException {
        Key key = stored(peer(server), new byte[0]);
        assertThat(peer(server).present(key)).isTrue();
        assertThat(read(peer(server), key, 0)).isEmpty();
        peer(server).remove(key);
        assertThat(peer(server).present(key)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void wrongContentIsNotStored(Server server) throws IOException {
        byte[] content = content(5_000);
        assertThat(put(peer(server), key(content), new byte[5_000])).isEqualTo(new PutReply.NotStored());
        assertThat(peer(server).present(key(content))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anUploadThatWasGivenUpGoesOnFromWhereItWas(Server server) throws IOException {
        byte[] content = content(LARGE);
        Key key = key(content);
        try (Receiving receiving = peer(server).receive(new PutRequest(key, CLIENT, 0, LARGE))) {
            receiving.write(ByteBuffer.wrap(content, 0, LARGE / 2));
        }
        Poll.until("something of it is kept", () -> offset(peer(server), key) > 0);
        long offset = offset(peer(server), key);
        byte[] rest = Arrays.copyOfRange(content, (int) offset, LARGE);
        assertThat(put(peer(server), new PutRequest(key, CLIENT, offset, rest.length), rest))
                .isEqualTo(new PutReply.Stored(List.of()));
        assertThat(read(peer(server), key, 0)).isEqualTo(content);
    }

    /** git-annex's own server fails while it has not noticed the end of the upload before. */
    private static long offset(Peer peer, Key key) {
        try {
            return peer.putOffset(key) instanceof PutOffset.From from ? from.bytes() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @ParameterizedTest
    @EnumSource
    void lockedContentStaysUntilItIsUnlocked(Server server) throws IOException {
        Key key = stored(peer(server), content(1_000));
        LockReply.Locked locked = (LockReply.Locked) peer(server).lock(key);
        peer(server).keepLocked(locked.id());
        assertThat(removed(peer(server), key)).isFalse();
        assertThat(peer(server).present(key)).isTrue();
        peer(server).unlock(locked.id());
        Poll.until("it can be removed", () -> removed(peer(server), key));
        assertThat(peer(server).present(key)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aLockCanBeGivenUpWithoutHavingBeenKept(Server server) throws IOException {
        Key key = stored(peer(server), content(1_000));
        LockReply.Locked locked = (LockReply.Locked) peer(server).lock(key);
        assertThat(removed(peer(server), key)).isFalse();
        assertThat(peer(server).present(key)).isTrue();
        peer(server).unlock(locked.id());
        Poll.until("it can be removed", () -> removed(peer(server), key));
    }

    /** git-annex's own server fails where it may not remove. */
    private static boolean removed(Peer peer, Key key) {
        try {
            return peer.remove(key) instanceof RemoveReply.Removed;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void contentIsRemovedInTimeOrNotAtAll(Server server) throws IOException {
        Key key = stored(peer(server), content(1_000));
        long now = peer(server).timestamp().seconds();
        assertThat(peer(server).removeBefore(key, new MonotonicTimestamp(now - 10)))
                .isEqualTo(new RemoveReply.NotRemoved());
        assertThat(peer(server).present(key)).isTrue();
        assertThat(peer(server).removeBefore(key, new MonotonicTimestamp(now + 1_000)))
                .isEqualTo(new RemoveReply.Removed(List.of()));
        assertThat(peer(server).present(key)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void contentThatCameAnotherWayIsAnsweredFor(Server server) throws IOException {
        Path file = Files.write(folder.resolve("another-way-" + server), content(2_000));
        Key key = key(Files.readAllBytes(file));
        assertThat(peer(server).dataPresent(key)).isEqualTo(new PutReply.NotStored());
        servers.get(server)
                .repository()
                .annex("setkey", key.text(), file.toString())
                .ok();
        assertThat(peer(server).dataPresent(key)).isEqualTo(new PutReply.Stored(List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void keysOfAnyBytesAreNamed(Server server) throws IOException {
        Key key = Key.of("WORM-s3--\u00ff\u00fe %?&#+/".getBytes(StandardCharsets.ISO_8859_1))
                .orElseThrow();
        assertThat(put(peer(server), key, new byte[] {1, 2, 3})).isEqualTo(new PutReply.Stored(List.of()));
        assertThat(peer(server).present(key)).isTrue();
        assertThat(read(peer(server), key, 0)).containsExactly(1, 2, 3);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import gatehouse.branch.RealAnnex;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RefusedException;
import gatehouse.p2p.RemoveReply;
import gatehouse.remote.Address;
import gatehouse.remote.GuardLimits;
import gatehouse.remote.Remote;
import gatehouse.remote.RemoteState;
import gatehouse.repository.Uuid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of remote against what it stands for: real repositories, a real sshd, real git-annex that agrees. */
@Timeout(300)
class RemoteKindsTest {
    private static final int LARGE = 3 << 20;
    private static final GuardLimits LIMITS = new GuardLimits(64, Duration.ofSeconds(10), 2, Duration.ofMillis(500));

    @TempDir
    Path folder;

    private final Random random = new Random(7);
    private HubWithRemotes hub;
    private RealAnnex node;
    private SshServer sshd;

    /** How the node is reached. */
    enum Way {
        FOLDER,
        SSH
    }

    @BeforeEach
    void start() throws IOException {
        sshd = new SshServer(folder.resolve("sshd"));
        hub = new HubWithRemotes(RealAnnex.initialised(folder.resolve("hub")), sshd.home(), LIMITS);
        node = RealAnnex.initialised(folder.resolve("node"));
    }

    @AfterEach
    void stop() {
        sshd.close();
        hub.close();
        node.close();
    }

    private Peer node(Way way) {
        switch (way) {
            case FOLDER -> hub.add("node", folder.resolve("node").toString(), node.uuid());
            case SSH ->
                hub.add(
                        "node",
                        sshd.url(folder.resolve("node")),
                        node.uuid(),
                        "annex-shell",
                        sshd.shell().toString());
        }
        return hub.peer("node");
    }

    private byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return content;
    }

    private static Key key(byte[] content) {
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            return Key.of(("SHA256-s" + content.length + "--" + hash).getBytes(StandardCharsets.US_ASCII))
                    .orElseThrow();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private PutReply put(Peer peer, byte[] content) throws IOException {
        try (Receiving receiving = peer.receive(new PutRequest(key(content), hub.annex.uuid(), 0, content.length))) {
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
            return all.toByteArray();
        }
    }

    /** git-annex's own fails where it may not remove. */
    private static boolean removed(Peer peer, Key key) {
        try {
            return peer.remove(key) instanceof RemoveReply.Removed;
        } catch (RefusedException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isLogged(Key key) {
        String command =
                "git annex readpresentkey " + key.text() + " " + node.uuid() + " >/dev/null && echo yes || echo no";
        return node.run("sh", "-c", command).contains("yes");
    }

    private static void until(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void contentIsStoredReadLockedAndRemovedAndGitAnnexAgrees(Way way) throws IOException {
        Peer peer = node(way);
        byte[] content = content(LARGE);
        Key key = key(content);
        assertThat(peer.uuid()).isEqualTo(node.uuid());
        assertThat(peer.present(key)).isFalse();
        assertThat(peer.read(key, 0)).isEmpty();
        assertThat(peer.putOffset(key)).isEqualTo(new PutOffset.From(0));
        assertThat(put(peer, content)).isEqualTo(new PutReply.Stored(List.of()));
        assertThat(read(peer, key, 0)).isEqualTo(content);
        assertThat(read(peer, key, 1000)).isEqualTo(Arrays.copyOfRange(content, 1000, LARGE));
        assertThat(node.run("git", "annex", "whereis", "--key", key.text()))
                .contains(node.uuid().text());
        assertThat(node.run("git", "annex", "fsck", "--key", key.text())).contains("ok");

        LockReply.Locked locked = (LockReply.Locked) peer.lock(key);
        assertThat(removed(peer, key)).isFalse();
        assertThat(peer.present(key)).isTrue();
        peer.unlock(locked.id());
        long now = peer.timestamp().seconds();
        assertThat(peer.removeBefore(key, new MonotonicTimestamp(now - 10))).isEqualTo(new RemoveReply.NotRemoved());
        assertThat(peer.removeBefore(key, new MonotonicTimestamp(now + 1_000)))
                .isEqualTo(new RemoveReply.Removed(List.of()));
        assertThat(peer.present(key)).isFalse();
        until("the log says so", () -> !isLogged(key));
        RemoteState state = hub.remote("node").state();
        assertThat(state.transfers()).isZero();
        assertThat(state.roundTripMillis().orElseThrow()).isPositive();
        assertThat(state.recentBytesPerSecond().orElseThrow()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void anotherRepositoryThanExpectedIsRefused(Way way) {
        Peer peer = node(way);
        Uuid other = new Uuid("11111111-2222-3333-4444-555555555555");
        hub.set("node", "annex-uuid", other.text());
        Peer expected = hub.peer("node");
        assertThat(expected).isNotSameAs(peer);
        assertThatIOException().isThrownBy(() -> put(expected, content(10)));
        assertThatIOException().isThrownBy(() -> expected.present(key(new byte[1])));
        assertThat(node.run("git", "annex", "info", "--fast")).doesNotContain("1 annexed");
    }

    @Test
    void wrongContentIsNotStoredInAFolder() throws IOException {
        Peer peer = node(Way.FOLDER);
        Key key = key(content(100));
        try (Receiving receiving = peer.receive(new PutRequest(key, hub.annex.uuid(), 0, 100))) {
            receiving.write(ByteBuffer.wrap(new byte[100]));
            assertThat(receiving.finish()).isEqualTo(new PutReply.NotStored());
        }
        assertThat(peer.present(key)).isFalse();
    }

    /** As soon as it is answered: the journal of git-annex has it before the branch does. */
    @Test
    void whatIsStoredInAFolderIsKnownThereAtOnce() throws IOException {
        Peer peer = node(Way.FOLDER);
        for (int i = 0; i < 20; i++) {
            byte[] content = content(100 + i);
            put(peer, content);
            assertThat(isLogged(key(content))).isTrue();
        }
        hub.annex.run("git", "remote", "remove", "node");
        assertThat(hub.all()).isEmpty();
        until("the journal is committed", () -> journal().isEmpty());
        assertThat(node.run("git", "ls-tree", "-r", "--name-only", "git-annex").lines())
                .hasSizeGreaterThanOrEqualTo(20);
    }

    private List<Path> journal() {
        try (var files = Files.list(folder.resolve("node/.git/annex/journal"))) {
            return files.toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    void conversationsOverSshShareOneConnection() throws IOException {
        Peer peer = node(Way.SSH);
        byte[] content = content(1000);
        put(peer, content);
        try (Content one = peer.read(key(content), 0).orElseThrow();
                Content two = peer.read(key(content), 0).orElseThrow()) {
            assertThat(one.lengthBytes()).isEqualTo(two.lengthBytes());
            assertThat(hub.remote("node").state().transfers()).isEqualTo(2);
        }
        assertThat(sshd.connections()).isEqualTo(1);
    }

    @Test
    void aHostThatIsNotKnownIsNotSpokenTo() throws IOException {
        Files.writeString(sshd.home().resolve(".ssh/known_hosts"), "");
        Peer peer = node(Way.SSH);
        assertThatIOException().isThrownBy(() -> peer.present(key(new byte[1])));
        assertThat(sshd.connections()).isZero();
    }

    @Test
    void aHostThatHasGoneIsLeftAloneAndFoundAgain() throws IOException {
        Peer peer = node(Way.SSH);
        Key key = key(content(10));
        assertThat(peer.present(key)).isFalse();
        sshd.stop();
        for (int i = 0; i < LIMITS.failures(); i++) {
            assertThatIOException().isThrownBy(() -> peer.present(key));
        }
        assertThat(hub.remote("node").state().circuit()).isEqualTo(RemoteState.Circuit.OPEN);
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> peer.present(key))
                .satisfies(e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));
        assertThat(hub.remote("node").state().lastFailure()).isPresent();
        sshd.start();
        until("it is asked again", () -> isAnswered(peer, key));
        assertThat(hub.remote("node").state().circuit()).isEqualTo(RemoteState.Circuit.CLOSED);
    }

    private static boolean isAnswered(Peer peer, Key key) {
        try {
            return !peer.present(key);
        } catch (IOException | FailureException e) {
            return false;
        }
    }

    @Test
    void aFolderThatIsNotThereIsAFailureUntilItIs() throws IOException {
        Peer peer = node(Way.FOLDER);
        Key key = key(content(10));
        Files.move(folder.resolve("node"), folder.resolve("away"));
        assertThatIOException().isThrownBy(() -> peer.present(key));
        Files.move(folder.resolve("away"), folder.resolve("node"));
        until("it is there again", () -> isAnswered(peer, key));
    }

    @Test
    void remotesComeByCostAndThoseThatCannotBeUsedSayWhy() {
        Uuid uuid = node.uuid();
        hub.add("far", "ssh://host/path", uuid);
        hub.add("web", "annex+http://host/", uuid);
        hub.add("dear", folder.resolve("node").toString(), uuid, "annex-cost", "300.5");
        hub.add("near", folder.resolve("node").toString(), uuid);
        hub.add("plain", "https://host/git", uuid, "annex-cost", "150");
        hub.add("not", folder.resolve("node").toString(), uuid, "annex-ignore", "true");
        hub.set("special", "annex-s3", "true");
        hub.set("special", "annex-uuid", uuid.text());
        assertThat(hub.all())
                .extracting(Remote::name)
                .containsExactly("near", "plain", "far", "web", "special", "dear");
        assertThat(hub.remote("special").address())
                .isEqualTo(new Address.Unsupported("it is a special remote of type S3"));
        assertThat(hub.remote("plain").address()).isInstanceOf(Address.Unsupported.class);
        assertThat(hub.remote("plain").peer()).isEmpty();
        assertThat(hub.remote("far").address()).isInstanceOf(Address.Ssh.class);
        assertThat(hub.remote("web").address()).isInstanceOf(Address.AnnexHttp.class);
    }

    @Test
    void aChangeOfTheConfigIsSeenAtOnceAndWhatItLeavesAloneKeepsItsPeer() {
        Peer before = node(Way.FOLDER);
        assertThat(hub.all()).isSameAs(hub.all());
        hub.add("web", "annex+http://host/", node.uuid());
        assertThat(hub.all()).hasSize(2);
        hub.set("node", "annex-cost", "250");
        assertThat(hub.all()).extracting(Remote::name).containsExactly("web", "node");
        assertThat(hub.peer("node")).isSameAs(before);
        hub.set("node", "annex-readonly", "true");
        assertThat(hub.peer("node")).isNotSameAs(before);
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> hub.peer("node").remove(key(new byte[1])));
    }

    @Test
    void aRepositoryOfThisServerIsItsPeerHereHoweverItIsReached() throws IOException {
        Peer itself = node(Way.FOLDER);
        byte[] content = content(1000);
        put(itself, content);
        hub.add("own", "annex+http://own.example/git-annex/", node.uuid());
        assertThat(hub.remote("own").address()).isInstanceOf(Address.AnnexHttp.class);
        hub.serve(node.uuid(), itself);
        assertThat(hub.remote("own").address()).isEqualTo(new Address.Served(node.uuid()));
        assertThat(hub.remote("node").address()).isEqualTo(new Address.Served(node.uuid()));
        assertThat(read(hub.peer("own"), key(content), 0)).isEqualTo(content);
        assertThat(hub.peer("own").waits()).isFalse();
    }
}

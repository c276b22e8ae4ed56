// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import static gatehouse.cluster.ClusterFixture.CLIENT;
import static gatehouse.cluster.ClusterFixture.cluster;
import static gatehouse.cluster.ClusterFixture.content;
import static gatehouse.cluster.ClusterFixture.put;
import static gatehouse.cluster.ClusterFixture.read;
import static gatehouse.cluster.ClusterFixture.send;
import static gatehouse.cluster.ClusterFixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.DiskSpace;
import gatehouse.object.LockPool;
import gatehouse.object.ObjectStore;
import gatehouse.object.Surroundings;
import gatehouse.p2p.LocalPeer;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockLedger;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters whose nodes are repositories on this server: their content is hashed once. */
class LocalNodesTest {
    private static final LockPool LOCKS = new LockPool();
    private static final DiskSpace SPACE = new DiskSpace();

    private final MemoryHub hub = new MemoryHub();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final byte[] content = content(1, 3_000_000);
    private final Key key = sha256(content);

    @TempDir
    private Path folder;

    private List<LocalPeer> nodes = List.of();

    @BeforeEach
    void makeNodes() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.createDirectory(folder.resolve(name));
        }
        nodes = List.of(local("a"), local("b"), local("c"));
        nodes.forEach(node -> hub.node(node, 100));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private LocalPeer local(String name) {
        AnnexConfig config = new AnnexConfig(
                new Uuid(name),
                folder.resolve(name),
                true,
                10,
                new Sharing.Unshared(),
                new ObjectHash(false, 2),
                new BranchHash(2),
                0,
                false,
                true);
        ObjectStore store = new ObjectStore(
                () -> config,
                new Surroundings(LOCKS, SPACE, InstantSource.system(), ClusterFixture.THREADS, Duration.ofDays(1)));
        LockLedger ledger = new LockLedger(10, () -> new LockId("x"), InstantSource.system(), timer);
        return new LocalPeer(
                new Uuid(name),
                store,
                MemoryHub.unrecorded(),
                new LocalPeer.Surroundings(ledger, ClusterFixture.NOW_SECONDS::get, () -> Duration.ZERO));
    }

    private void assertStoredInAll() throws IOException {
        for (LocalPeer node : nodes) {
            assertThat(read(node, key, 0)).hasValueSatisfying(read -> {
                assertThat(read.valid()).isTrue();
                assertThat(read.bytes()).isEqualTo(content);
            });
            assertThat(node.putOffset(key)).isEqualTo(new PutOffset.AlreadyHave(List.of()));
        }
    }

    @Test
    void allStoreIt() throws IOException {
        assertThat(put(cluster(hub), content)).isInstanceOf(PutReply.Stored.class);
        assertStoredInAll();
    }

    @Test
    void noneStoresWhatIsNotTheContentOfTheKey() throws IOException {
        byte[] other = content.clone();
        other[2_999_999]++;

        assertThat(put(cluster(hub), key, other, Optional.empty())).isEqualTo(new PutReply.NotStored());
        for (LocalPeer node : nodes) {
            assertThat(node.present(key)).isFalse();
            assertThat(node.putOffset(key)).isEqualTo(new PutOffset.From(0));
        }
        assertThat(put(cluster(hub), content)).isInstanceOf(PutReply.Stored.class);
        assertStoredInAll();
    }

    @Test
    void aShortUploadStoresNothingAndIsGoneOnWith() throws IOException {
        try (Receiving receiving = cluster(hub).receive(new PutRequest(key, CLIENT, 0, content.length))) {
            send(receiving, Arrays.copyOf(content, 1_234_567));
            assertThat(receiving.finish()).isEqualTo(new PutReply.NotStored());
        }
        assertThat(cluster(hub).putOffset(key)).isEqualTo(new PutOffset.From(1_234_567));

        byte[] rest = Arrays.copyOfRange(content, 1_234_567, content.length);
        try (Receiving receiving = cluster(hub).receive(new PutRequest(key, CLIENT, 1_234_567, rest.length))) {
            send(receiving, rest);
            assertThat(receiving.finish()).isInstanceOf(PutReply.Stored.class);
        }
        assertStoredInAll();
    }

    @Test
    void aBadBeginningIsFoundAlthoughWhatFollowsIsGood() throws IOException {
        byte[] bad = content.clone();
        bad[7]++;
        try (Receiving receiving = nodes.get(1).receive(new PutRequest(key, CLIENT, 0, content.length))) {
            send(receiving, Arrays.copyOf(bad, 2_000_000));
        }
        for (LocalPeer node : List.of(nodes.get(0), nodes.get(2))) {
            try (Receiving receiving = node.receive(new PutRequest(key, CLIENT, 0, content.length))) {
                send(receiving, Arrays.copyOf(content, 2_000_000));
            }
        }

        byte[] rest = Arrays.copyOfRange(content, 2_000_000, content.length);
        try (Receiving receiving = cluster(hub).receive(new PutRequest(key, CLIENT, 2_000_000, rest.length))) {
            send(receiving, rest);
            assertThat(receiving.finish()).isEqualTo(new PutReply.Stored(List.of(new Uuid("a"), new Uuid("c"))));
        }
        assertThat(nodes.get(1).present(key)).isFalse();
    }

    @Test
    void aNodeElsewhereHashesForItself() throws IOException {
        ScriptedPeer far = hub.node("far", 200);

        assertThat(put(cluster(hub), content)).isInstanceOf(PutReply.Stored.class);
        assertThat(far.contents.get(key)).isEqualTo(content);
        assertStoredInAll();
    }
}

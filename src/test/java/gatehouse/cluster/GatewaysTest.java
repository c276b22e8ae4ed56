// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import static gatehouse.cluster.ClusterFixture.content;
import static gatehouse.cluster.ClusterFixture.put;
import static gatehouse.cluster.ClusterFixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Content;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clusters with several gateways, which know each other's nodes and nothing of what the others do. */
class GatewaysTest {
    private static final int GATEWAYS = 4;

    private final List<MemoryHub> hubs = new ArrayList<>();
    private final List<ScriptedPeer> nodes = new ArrayList<>();
    private final List<ClusterPeer.Surroundings> servers = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final byte[] content = content(1, 600_000);
    private final Key key = sha256(content);

    private enum Shape {
        RING,
        MESH
    }

    private void build(Shape shape) {
        for (int i = 0; i < GATEWAYS; i++) {
            MemoryHub hub = new MemoryHub(new Uuid("gateway" + i));
            nodes.add(hub.node("node" + i, 100));
            hubs.add(hub);
            servers.add(ClusterFixture.surroundings());
        }
        for (int i = 0; i < GATEWAYS; i++) {
            for (int j = 0; j < GATEWAYS; j++) {
                boolean next = Math.floorMod(i - j, GATEWAYS) == 1 || Math.floorMod(j - i, GATEWAYS) == 1;
                if (i != j && (shape == Shape.MESH || next)) {
                    hubs.get(i).gateway(hubs.get(j).uuid(), peer(j, Set.of()), Set.of(new Uuid("node" + j)));
                }
            }
        }
    }

    /** The cluster as another gateway sees it. */
    private Peer peer(int gateway, Set<Uuid> bypass) {
        return new Relayed(this, gateway, bypass);
    }

    private ClusterPeer cluster(int gateway, Set<Uuid> bypass) {
        requests.incrementAndGet();
        return new ClusterPeer(
                hubs.get(gateway),
                MemoryHub.CLUSTER_UUID,
                new Asking(ClusterFixture.CLIENT, bypass),
                servers.get(gateway));
    }

    /** A gateway behind another. */
    private static final class Relayed extends ScriptedPeer {
        private final GatewaysTest test;
        private final int gateway;
        private final Set<Uuid> bypassed;

        Relayed(GatewaysTest test, int gateway, Set<Uuid> bypassed) {
            super(MemoryHub.CLUSTER);
            this.test = test;
            this.gateway = gateway;
            this.bypassed = bypassed;
        }

        @Override
        public Peer bypassing(Set<Uuid> gateways) {
            return test.peer(gateway, gateways);
        }

        @Override
        public boolean present(Key key) throws IOException {
            return test.cluster(gateway, bypassed).present(key);
        }

        @Override
        public Optional<Content> read(Key key, long offsetBytes) throws IOException {
            return test.cluster(gateway, bypassed).read(key, offsetBytes);
        }

        @Override
        public Receiving receive(PutRequest request) throws IOException {
            return test.cluster(gateway, bypassed).receive(request);
        }

        @Override
        public RemoveReply remove(Key key) throws IOException {
            return test.cluster(gateway, bypassed).remove(key);
        }
    }

    private void assertEachNodeGetsItOnce(Shape shape, int mostRequests) throws IOException {
        build(shape);

        PutReply reply = put(cluster(0, Set.of()), content);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        PutReply.Stored.class,
                        stored -> assertThat(new HashSet<>(stored.plusUuids()))
                                .isEqualTo(Set.of(
                                        new Uuid("node0"), new Uuid("node1"), new Uuid("node2"), new Uuid("node3"))));
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.contents.get(key)).isEqualTo(content);
            assertThat(node.uploads).hasValue(1);
        });
        assertThat(hubs.getFirst().locations(key)).hasSize(GATEWAYS);
        assertThat(requests.get()).isLessThanOrEqualTo(mostRequests);
    }

    @Test
    void inAMeshEachNodeGetsItOnce() throws IOException {
        assertEachNodeGetsItOnce(Shape.MESH, GATEWAYS);
    }

    @Test
    void inARingEachNodeGetsItOnce() throws IOException {
        assertEachNodeGetsItOnce(Shape.RING, GATEWAYS + 1);
    }

    @Test
    void itIsRemovedFromTheNodesOfAllGateways() throws IOException {
        for (Shape shape : Shape.values()) {
            hubs.clear();
            nodes.clear();
            servers.clear();
            build(shape);
            nodes.forEach(node -> node.contents.put(key, content));

            assertThat(cluster(0, Set.of()).remove(key))
                    .isInstanceOfSatisfying(
                            RemoveReply.Removed.class,
                            removed -> assertThat(removed.plusUuids()).contains(new Uuid("node0"), new Uuid("node2")));
            assertThat(nodes).allSatisfy(node -> assertThat(node.contents).isEmpty());
        }
    }

    @Test
    void aGatewayBehindWhichNobodyWantsItIsNotSentIt() throws IOException {
        build(Shape.MESH);
        hubs.getFirst().preferred.put(new Uuid("node2"), "nothing");

        assertThat(put(cluster(0, Set.of()), content)).isInstanceOf(PutReply.Stored.class);
        assertThat(nodes.get(2).uploads).hasValue(0);
        assertThat(nodes.get(3).uploads).hasValue(1);
    }

    @Test
    void contentBehindAnotherGatewayIsReadThroughIt() throws IOException {
        build(Shape.MESH);
        nodes.get(3).contents.put(key, content);
        hubs.get(0).logged(key, new Uuid("node3"));
        hubs.get(3).logged(key, new Uuid("node3"));

        assertThat(cluster(0, Set.of()).present(key)).isTrue();
        assertThat(ClusterFixture.read(cluster(0, Set.of()), key, 0))
                .hasValueSatisfying(read -> assertThat(read.bytes()).isEqualTo(content));
    }
}

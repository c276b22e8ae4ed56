// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import static gatehouse.cluster.ClusterFixture.cluster;
import static gatehouse.cluster.ClusterFixture.content;
import static gatehouse.cluster.ClusterFixture.read;
import static gatehouse.cluster.ClusterFixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.cluster.ClusterFixture.Read;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a cluster. */
class ClusterReadTest {
    private final MemoryHub hub = new MemoryHub();
    private final byte[] content = content(1, 50_000);
    private final Key key = sha256(content);

    private ScriptedPeer holder(String name, double cost) {
        ScriptedPeer node = hub.node(name, cost);
        node.contents.put(key, content);
        hub.logged(key, new Uuid(name));
        return node;
    }

    private void assertWhole() throws IOException {
        assertThat(read(cluster(hub), key, 0)).hasValueSatisfying(read -> {
            assertThat(read.valid()).isTrue();
            assertThat(read.bytes()).isEqualTo(content);
        });
    }

    @Test
    void itComesFromTheCheapestNode() throws IOException {
        holder("a", 200).down = true;
        holder("b", 100);

        assertWhole();
        assertThat(cluster(hub).present(key)).isTrue();
    }

    @Test
    void amongEquallyCheapOnesTheLeastBusyAndThenTheFastestIsFirst() {
        List<Node> nodes = new ArrayList<>();
        String[] names = {"dear", "busy", "slow", "fast", "unknown"};
        Load[] loads = {
            Load.UNKNOWN,
            new Load(2, OptionalLong.of(1000)),
            new Load(1, OptionalLong.of(10)),
            new Load(1, OptionalLong.of(100)),
            new Load(1, OptionalLong.empty())
        };
        for (int i = 0; i < names.length; i++) {
            Load load = loads[i];
            Uuid uuid = new Uuid(names[i]);
            nodes.add(new Node(uuid, i == 0 ? 200 : 100, new ScriptedPeer(uuid), () -> load, Optional.empty()));
        }

        assertThat(Nodes.best(nodes))
                .extracting(node -> node.uuid().text())
                .containsExactly("unknown", "fast", "slow", "busy", "dear");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whereNodesFailOthersGoOnUnseen(long seed) throws IOException {
        Random random = new Random(seed);
        int holders = 2 + random.nextInt(4);
        for (int i = 0; i < holders; i++) {
            ScriptedPeer node = holder("node" + i, 100 + random.nextInt(2));
            if (i > 0) {
                node.failsReadingAt = random.nextInt(content.length);
                node.down = random.nextInt(4) == 0;
            }
        }
        int offset = random.nextInt(content.length);

        Read read = read(cluster(hub), key, offset).orElseThrow();

        assertThat(read.valid()).isTrue();
        assertThat(read.bytes()).isEqualTo(Arrays.copyOfRange(content, offset, content.length));
    }

    @Test
    void whenNoNodeIsLeftItBreaksOff() throws IOException {
        holder("a", 100).failsReadingAt = 20_000;
        holder("b", 100).failsReadingAt = 30_000;

        assertThatThrownBy(() -> read(cluster(hub), key, 0))
                .isInstanceOf(IOException.class)
                .hasMessage("it breaks off");
    }

    @Test
    void badBytesAreNoticedAtTheEnd() throws IOException {
        holder("a", 100).garbage = true;

        assertThat(read(cluster(hub), key, 0))
                .hasValueSatisfying(read -> assertThat(read.valid()).isFalse());
    }

    @Test
    void afterAnEarlyEndNothingOfAnotherNodeIsAppendedAndTheNextAttemptBeginsElsewhere() throws IOException {
        holder("a", 100).endsReadingAt = 20_000;
        holder("b", 200);
        ClusterPeer cluster = cluster(hub);

        assertThat(read(cluster, key, 0)).hasValueSatisfying(read -> {
            assertThat(read.valid()).isFalse();
            assertThat(read.bytes()).isEqualTo(Arrays.copyOf(content, 20_000));
        });
        assertThat(read(cluster, key, 0))
                .hasValueSatisfying(read -> assertThat(read.bytes()).isEqualTo(content));
    }

    @Test
    void whatEndsBeforeItsFirstByteComesFromAnotherNode() throws IOException {
        holder("a", 100).endsReadingAt = 0;
        holder("b", 200);

        assertWhole();
    }

    @Test
    void partsThatDoNotBelongTogetherAreNotValidAndTheNextAttemptBeginsElsewhere() throws IOException {
        ScriptedPeer liar = holder("a", 100);
        liar.garbage = true;
        liar.failsReadingAt = 20_000;
        holder("b", 200);
        holder("c", 300).down = true;
        ClusterPeer cluster = cluster(hub);

        assertIsNotValidOnce(cluster);
    }

    @Test
    void aNodeThatStandsByBadBytesIsNotAskedFirstAgain() throws IOException {
        ScriptedPeer liar = holder("a", 100);
        liar.garbage = true;
        liar.sure = true;
        holder("b", 200);

        assertIsNotValidOnce(cluster(hub));
    }

    private void assertIsNotValidOnce(ClusterPeer cluster) throws IOException {
        assertThat(read(cluster, key, 0))
                .hasValueSatisfying(read -> assertThat(read.valid()).isFalse());
        assertThat(read(cluster, key, 0)).hasValueSatisfying(read -> {
            assertThat(read.valid()).isTrue();
            assertThat(read.bytes()).isEqualTo(content);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, 3_000})
    void smallContentIsKnownToBeGoodBeforeItIsSent(long endsAt) throws IOException {
        byte[] small = content(2, 3_000);
        Key smallKey = sha256(small);
        ScriptedPeer liar = hub.node("a", 100);
        liar.garbage = true;
        liar.sure = true;
        liar.endsReadingAt = endsAt;
        for (ScriptedPeer node : List.of(liar, hub.node("b", 200))) {
            node.contents.put(smallKey, small);
            hub.logged(smallKey, node.uuid());
        }

        assertThat(read(cluster(hub), smallKey, 0)).hasValueSatisfying(read -> {
            assertThat(read.valid()).isTrue();
            assertThat(read.bytes()).isEqualTo(small);
        });
    }

    @Test
    void aNodeInDoubtIsStillAskedWhenItIsTheOnlyOne() throws IOException {
        ScriptedPeer node = holder("a", 100);
        node.endsReadingAt = 20_000;
        ClusterPeer cluster = cluster(hub);
        assertThat(read(cluster, key, 0))
                .hasValueSatisfying(read -> assertThat(read.valid()).isFalse());
        node.endsReadingAt = Long.MAX_VALUE;

        assertThat(read(cluster, key, 0))
                .hasValueSatisfying(read -> assertThat(read.valid()).isTrue());
    }

    @Test
    void aNodeWithAnotherSizeThanTheKeySaysIsPassedOver() throws IOException {
        holder("a", 100).contents.put(key, new byte[10]);
        holder("b", 200);

        assertWhole();
    }

    @Test
    void theGatewaysOwnCopyServesFirst() throws IOException {
        holder("a", 100).down = true;
        hub.own.contents.put(key, content);

        assertWhole();
    }

    @Test
    void theGatewaysOwnCopyIsNotInTheCluster() throws IOException {
        hub.node("a", 100);
        hub.own.contents.put(key, content);

        assertThat(cluster(hub).present(key)).isFalse();
    }

    @Test
    void whatTheLogKnowsOfNobodyIsLookedForWhereThatCostsNothing() throws IOException {
        ScriptedPeer far = hub.node("far", 100);
        far.contents.put(key, content);
        assertThat(cluster(hub).present(key)).isFalse();

        ScriptedPeer near = hub.node("near", 200);
        near.waits = false;
        near.contents.put(key, content);
        assertThat(cluster(hub).present(key)).isTrue();
        assertThat(hub.locations(key)).containsExactly(new Uuid("near"));
    }

    @Test
    void aNodeThatCannotBeAskedIsNotSaidToLackIt() {
        holder("a", 100).down = true;

        assertThatThrownBy(() -> cluster(hub).present(key))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Unreachable.class));
        assertThatThrownBy(() -> cluster(hub).read(key, 0)).isInstanceOf(FailureException.class);
    }

    @Test
    void theNextNodeIsAskedWhereTheLogIsWrong() throws IOException {
        holder("a", 100).contents.clear();
        holder("b", 200);

        assertThat(cluster(hub).present(key)).isTrue();
        assertWhole();
    }
}

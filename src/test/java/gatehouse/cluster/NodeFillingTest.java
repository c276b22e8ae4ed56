// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import static gatehouse.cluster.ClusterFixture.cluster;
import static gatehouse.cluster.ClusterFixture.content;
import static gatehouse.cluster.ClusterFixture.put;
import static gatehouse.cluster.ClusterFixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.PlaceRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeFillingTest {
    private final MemoryHub hub = new MemoryHub();
    private final MemoryLacks lacks = hub.lacks;
    private final byte[] content = content(1, 500_000);
    private final Key key = sha256(content);
    private final ScriptedPeer a = hub.node("a", 100);
    private final ScriptedPeer b = hub.node("b", 200);
    private final ScriptedPeer c = hub.node("c", 200);
    private Instant now = Instant.EPOCH;
    private final NodeFilling filling = new NodeFilling(
            lacks,
            uuid -> uuid.equals(hub.uuid()) ? Optional.of(hub) : Optional.empty(),
            ClusterFixture.surroundings(),
            new NodeFilling.Workers(new AtOnce(), () -> now));

    /** Runs tasks by whoever has them. */
    private static final class AtOnce extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    private Lack lack(String node) {
        return new Lack(new Lack.Where(hub.uuid(), MemoryHub.CLUSTER_UUID, new Uuid(node)), key, Optional.empty());
    }

    private List<Lack> all() {
        return lacks.nodes().stream()
                .flatMap(where -> lacks.at(where, Integer.MAX_VALUE).stream())
                .toList();
    }

    @Test
    void aNodeThatWasDownGetsWhatItWasToGet() throws IOException {
        c.down = true;
        put(cluster(hub), content);
        assertThat(all()).containsExactly(lack("c"));
        filling.look();
        assertThat(all()).containsExactly(lack("c"));
        c.down = false;
        now = now.plus(Duration.ofSeconds(2));
        filling.look();
        assertThat(c.contents.get(key)).isEqualTo(content);
        assertThat(hub.locations(key)).contains(new Uuid("c"));
        assertThat(hub.bytes(new Uuid("c"))).isEqualTo(content.length);
        assertThat(all()).isEmpty();
        assertThat(a.uploads.get() + b.uploads.get()).isEqualTo(2);
    }

    @Test
    void itIsAskedEverMoreSeldomWhileItIsDown() throws IOException {
        c.down = true;
        put(cluster(hub), content);
        filling.look();
        now = now.plus(Duration.ofSeconds(2));
        filling.look();
        c.down = false;
        now = now.plus(Duration.ofSeconds(3));
        filling.look();
        assertThat(c.contents).isEmpty();
        now = now.plus(Duration.ofSeconds(1));
        filling.look();
        assertThat(c.contents).containsKey(key);
    }

    @Test
    void oneThatFailedInTheMiddleIsRememberedToo() throws IOException {
        b.failsWritingAt = 100_000;
        put(cluster(hub), content);
        assertThat(all()).containsExactly(lack("b"));
        b.failsWritingAt = Long.MAX_VALUE;
        filling.look();
        assertThat(b.contents.get(key)).isEqualTo(content);
        assertThat(all()).isEmpty();
    }

    @Test
    void whatIsNotWantedThereAnyMoreIsDoneWith() throws IOException {
        c.down = true;
        put(cluster(hub), content);
        c.down = false;
        hub.preferred.put(new Uuid("c"), "nothing");
        filling.look();
        assertThat(c.contents).isEmpty();
        assertThat(all()).isEmpty();
        assertThat(promisedBytes("c")).isZero();
    }

    @Test
    void noRoomStaysPromisedWhereItCanBeReadFromNobody() throws IOException {
        c.down = true;
        put(cluster(hub), content);
        c.down = false;
        a.down = true;
        b.down = true;
        filling.look();
        assertThat(all()).containsExactly(lack("c"));
        assertThat(promisedBytes("c")).isZero();
    }

    private long promisedBytes(String node) {
        PlaceRequest other = new PlaceRequest(hub.uuid(), sha256(new byte[1]), Map.of(new Uuid(node), Limit.NONE));
        return hub.live.occupied(other).getFirst().promisedBytes();
    }

    @Test
    void whatWasRemovedMeanwhileDoesNotComeBack() throws IOException {
        c.down = true;
        put(cluster(hub), content);
        c.down = false;
        cluster(hub).remove(key);
        filling.look();
        assertThat(a.contents).isEmpty();
        assertThat(c.contents).isEmpty();
        assertThat(all()).isEmpty();
    }

    @Test
    void anUploadThatNobodyStoredLeavesNothingToBeDone() {
        a.down = true;
        b.down = true;
        c.down = true;
        assertThat(catchThrowable(() -> put(cluster(hub), content))).isNotNull();
        assertThat(all()).isEmpty();
    }

    @Test
    void whatIsNoNodeAnyMoreIsForgotten() throws IOException {
        c.down = true;
        put(cluster(hub), content);
        hub.nodes.removeIf(node -> node.uuid().equals(new Uuid("c")));
        filling.look();
        assertThat(all()).isEmpty();
    }

    @Test
    void aHubThatIsNotServedNowIsLeftAlone() throws IOException {
        c.down = true;
        put(cluster(hub), content);
        c.down = false;
        NodeFilling elsewhere = new NodeFilling(
                lacks,
                uuid -> Optional.empty(),
                ClusterFixture.surroundings(),
                new NodeFilling.Workers(new AtOnce(), () -> now));
        elsewhere.look();
        assertThat(all()).containsExactly(lack("c"));
    }
}

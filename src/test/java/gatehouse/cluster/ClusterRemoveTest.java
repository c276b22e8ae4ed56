// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import static gatehouse.cluster.ClusterFixture.NOW_SECONDS;
import static gatehouse.cluster.ClusterFixture.cluster;
import static gatehouse.cluster.ClusterFixture.content;
import static gatehouse.cluster.ClusterFixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Removals from a cluster. */
class ClusterRemoveTest {
    private final MemoryHub hub = new MemoryHub();
    private final byte[] content = content(1, 100);
    private final Key key = sha256(content);

    private ScriptedPeer holder(String name) {
        ScriptedPeer node = hub.node(name, 100);
        node.contents.put(key, content);
        hub.logged(key, new Uuid(name));
        return node;
    }

    private static RemoveReply.Removed removed(String... uuids) {
        return new RemoveReply.Removed(Arrays.stream(uuids).map(Uuid::new).toList());
    }

    private static RemoveReply.NotRemoved notRemoved(String... uuids) {
        return new RemoveReply.NotRemoved(Arrays.stream(uuids).map(Uuid::new).toList());
    }

    @Test
    void itIsRemovedFromAllNodesWhateverTheLogSays() throws IOException {
        ScriptedPeer a = holder("a");
        ScriptedPeer b = hub.node("b", 100);
        b.contents.put(key, content);

        assertThat(cluster(hub).remove(key)).isEqualTo(removed("a", "b"));
        assertThat(a.contents).isEmpty();
        assertThat(b.contents).isEmpty();
        assertThat(hub.locations(key)).isEmpty();
    }

    @Test
    void aNodeThatDoesNotAnswerMayHaveIt() throws IOException {
        holder("a");
        hub.node("b", 100).down = true;

        assertThat(cluster(hub).remove(key)).isEqualTo(notRemoved("a"));
        assertThat(hub.locations(key)).isEmpty();
    }

    @Test
    void aLockedNodeKeepsItAndTheOthersAreTold() throws IOException {
        holder("a").locked = true;
        holder("b");

        assertThat(cluster(hub).remove(key)).isEqualTo(notRemoved("b"));
        assertThat(hub.locations(key)).containsExactly(new Uuid("a"));
    }

    @Test
    void aNodeToWhichNoWayLeadsHasItAsLongAsTheLogSaysSo() throws IOException {
        holder("a");
        hub.members.add(new Uuid("far"));
        hub.logged(key, new Uuid("far"));

        assertThat(cluster(hub).remove(key)).isEqualTo(notRemoved("a"));
    }

    @Test
    void aRepositoryThatIsNoNodeKeepsIt() throws IOException {
        holder("a");
        hub.logged(key, new Uuid("elsewhere"));

        assertThat(cluster(hub).remove(key)).isEqualTo(removed("a"));
        assertThat(hub.locations(key)).containsExactly(new Uuid("elsewhere"));
    }

    @Test
    void aClusterWithoutNodesRemovesNothing() throws IOException {
        assertThat(cluster(hub).remove(key)).isEqualTo(notRemoved());
    }

    @ParameterizedTest
    @ValueSource(longs = {-900, 0, 5_000_000})
    void timesAreTranslatedToTheClockOfEachNode(long aheadSeconds) throws IOException {
        ScriptedPeer a = holder("a");
        a.aheadSeconds = aheadSeconds;
        long until = cluster(hub).timestamp().seconds() + 60;

        assertThat(cluster(hub).removeBefore(key, new MonotonicTimestamp(until)))
                .isEqualTo(removed("a"));

        long meant = a.timestamp().seconds() + 60;
        assertThat(a.removedUntil.seconds()).isBetween(meant - 2, meant - 1);
    }

    @Test
    void whatAnAnswerTookIsTakenFromTheTimeLeft() throws IOException {
        ScriptedPeer slow = new ScriptedPeer(new Uuid("slow")) {
            @Override
            public MonotonicTimestamp timestamp() throws IOException {
                MonotonicTimestamp taken = super.timestamp();
                NOW_SECONDS.addAndGet(30);
                return taken;
            }
        };
        slow.contents.put(key, content);
        hub.node(slow, 100);
        long now = NOW_SECONDS.get();

        cluster(hub).removeBefore(key, new MonotonicTimestamp(now + 60));
        assertThat(slow.removedUntil.seconds()).isEqualTo(slow.nowSeconds + 29);

        slow.removedUntil = new MonotonicTimestamp(-1);
        slow.contents.put(key, content);
        assertThat(cluster(hub).removeBefore(key, new MonotonicTimestamp(NOW_SECONDS.get() + 30)))
                .isEqualTo(notRemoved());
        assertThat(slow.removedUntil.seconds()).isEqualTo(-1);
        assertThat(slow.contents).containsKey(key);
    }

    @Test
    void aNodeOnThisServerHasTheSameClock() throws IOException {
        ScriptedPeer near = holder("a");
        near.waits = false;
        near.nowSeconds = NOW_SECONDS.get();
        MonotonicTimestamp until = new MonotonicTimestamp(NOW_SECONDS.get() + 60);

        assertThat(cluster(hub).removeBefore(key, until)).isEqualTo(removed("a"));
        assertThat(near.removedUntil).isEqualTo(until);
    }

    @Test
    void theClusterAsAWholeIsNotLocked() {
        holder("a");

        assertThat(cluster(hub).lock(key)).isEqualTo(new LockReply.NotLocked());
    }
}

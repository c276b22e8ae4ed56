// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import static gatehouse.cluster.ClusterFixture.CLIENT;
import static gatehouse.cluster.ClusterFixture.cluster;
import static gatehouse.cluster.ClusterFixture.content;
import static gatehouse.cluster.ClusterFixture.put;
import static gatehouse.cluster.ClusterFixture.send;
import static gatehouse.cluster.ClusterFixture.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Uploads to a cluster. */
class ClusterPutTest {
    private static final int BYTES = 1_000_000;

    private final MemoryHub hub = new MemoryHub();
    private final byte[] content = content(1, BYTES);
    private final Key key = sha256(content);

    private static PutReply.Stored stored(String... uuids) {
        return new PutReply.Stored(Arrays.stream(uuids).map(Uuid::new).toList());
    }

    private static Set<Uuid> uuids(String... uuids) {
        return Set.copyOf(Arrays.stream(uuids).map(Uuid::new).toList());
    }

    @Test
    void allNodesThatWantItGetItAtOnce() throws IOException {
        ScriptedPeer a = hub.node("a", 200);
        ScriptedPeer b = hub.node("b", 100);
        ScriptedPeer c = hub.node("c", 100);
        hub.preferred.put(new Uuid("c"), "nothing");

        assertThat(put(cluster(hub), content)).isEqualTo(stored("b", "a"));

        assertThat(a.contents.get(key)).isEqualTo(content);
        assertThat(b.contents.get(key)).isEqualTo(content);
        assertThat(c.contents).isEmpty();
        assertThat(hub.locations(key)).isEqualTo(uuids("a", "b"));
        assertThat(hub.bytes(new Uuid("a"))).isEqualTo(BYTES);
        assertThat(hub.bytes(new Uuid("c"))).isZero();
    }

    @Test
    void anArchiveGroupTakesOneCopy() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            hub.node(name, name.equals("b") ? 100 : 200);
            hub.groups.put(new Uuid(name), Set.of(new Group("archive")));
            hub.preferred.put(new Uuid(name), "not copies=archive:1");
        }

        assertThat(put(cluster(hub), content)).isEqualTo(stored("b"));
    }

    @Test
    void expressionsSeeTheNameOfTheFile() throws IOException {
        hub.node("a", 200);
        hub.node("b", 200);
        hub.preferred.put(new Uuid("a"), "include=*.jpg");
        hub.preferred.put(new Uuid("b"), "include=*.txt");

        assertThat(put(cluster(hub), key, content, Optional.of("photos/x.jpg"))).isEqualTo(stored("a"));
    }

    @Test
    void contentThatNobodyWantsIsRefusedBeforeItsFirstByte() {
        hub.node("a", 200);
        hub.preferred.put(new Uuid("a"), "nothing");

        assertThatThrownBy(() -> put(cluster(hub), content))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure())
                                .isEqualTo(new Failure.NoSpace("no node of the cluster wants this content")));
    }

    @Test
    void aFullNodeIsNotChosenAndTheReasonSaysSo() {
        hub.node("a", 200);
        hub.groups.put(new Uuid("a"), Set.of(new Group("disks")));
        hub.preferred.put(new Uuid("a"), "balanced=disks");
        hub.maxSizes.put(new Uuid("a"), new MaxSize(BYTES - 1));

        assertThatThrownBy(() -> put(cluster(hub), content)).hasMessageContaining("has room for it");
    }

    @Test
    void aLimitThatNobodyIsHeldToCountsInTheChoiceAsWell() throws IOException {
        hub.node("a", 200);
        hub.node("b", 200);
        hub.maxSizes.put(new Uuid("a"), new MaxSize(BYTES - 1));
        hub.maxSizes.put(new Uuid("b"), new MaxSize(BYTES));

        assertThat(put(cluster(hub), content)).isEqualTo(stored("b"));
    }

    @Test
    void whereTheClusterIsSetSoWhatNobodyWantsGoesEverywhereButBeyondHardLimits() throws IOException {
        hub.everywhere = true;
        hub.node("a", 200);
        hub.node("b", 200);
        hub.node("c", 200);
        List.of("a", "b", "c").forEach(name -> hub.preferred.put(new Uuid(name), "nothing"));
        hub.maxSizes.put(new Uuid("b"), new MaxSize(1));
        hub.maxSizes.put(new Uuid("c"), new MaxSize(1));
        hub.limits.put(new Uuid("c"), new Limit.Hard(new MaxSize(1)));

        assertThat(put(cluster(hub), content)).isEqualTo(stored("a", "b"));
    }

    @Test
    void roomIsGivenBackWhereAnUploadComesToNothing() throws IOException {
        hub.node("a", 200);
        hub.node("b", 200);
        hub.maxSizes.put(new Uuid("a"), new MaxSize(BYTES));
        hub.maxSizes.put(new Uuid("b"), new MaxSize(BYTES));
        try (Receiving receiving = cluster(hub).receive(new PutRequest(key, CLIENT, 0, BYTES))) {
            receiving.write(ByteBuffer.wrap(content, 0, 900_000));
            assertThatThrownBy(() -> put(cluster(hub), content(2, 10))).hasMessageContaining("room");
        }

        assertThat(put(cluster(hub), content(2, 10))).isEqualTo(stored("a", "b"));
    }

    @Test
    void aFailingNodeDoesNotFailTheOthers() throws IOException {
        hub.node("a", 200).failsWritingAt = 300_000;
        hub.node("b", 200).down = true;
        hub.node("c", 200);

        assertThat(put(cluster(hub), content)).isEqualTo(stored("c"));
        assertThat(hub.locations(key)).isEqualTo(uuids("c"));
    }

    @Test
    void aNodeThatTakesNothingIsLeftOutAfterAWhile() throws IOException {
        byte[] large = content(3, 6_000_000);
        ScriptedPeer stalled = hub.node("a", 200);
        stalled.stallsAt = 1_000_000;
        hub.node("b", 200);

        assertThat(put(cluster(hub), large)).isEqualTo(stored("b"));
        assertThat(stalled.contents).isEmpty();
        assertThat(hub.locations(sha256(large))).isEqualTo(uuids("b"));
    }

    @Test
    void whenAllNodesFailThatIsNoStoredContent() {
        hub.node("a", 200).failsWritingAt = 1;
        hub.node("b", 200).failsWritingAt = 600_000;

        assertThatThrownBy(() -> put(cluster(hub), content)).isInstanceOf(FailureException.class);
        assertThat(hub.locations(key)).isEmpty();
    }

    @Test
    void contentThatIsNotThatOfTheKeyIsStoredNowhere() throws IOException {
        ScriptedPeer a = hub.node("a", 200);
        byte[] other = content.clone();
        other[500_000]++;

        assertThat(put(cluster(hub), key, other, Optional.empty())).isEqualTo(new PutReply.NotStored());
        assertThat(a.contents).isEmpty();
        assertThat(hub.locations(key)).isEmpty();
    }

    @Test
    void anUploadThatBreaksOffGoesOnFromTheSmallestOffset() throws IOException {
        ScriptedPeer a = hub.node("a", 200);
        ScriptedPeer b = hub.node("b", 200);
        b.failsWritingAt = 600_000;
        try (Receiving receiving = cluster(hub).receive(new PutRequest(key, CLIENT, 0, BYTES))) {
            send(receiving, Arrays.copyOf(content, 800_000));
        }
        b.failsWritingAt = Long.MAX_VALUE;
        long partial = b.partials.get(key).length;
        assertThat(partial).isBetween(1L, 600_000L);
        assertThat(a.partials.get(key)).hasSize(800_000);

        assertThat(cluster(hub).putOffset(key)).isEqualTo(new PutOffset.From(partial));
        byte[] rest = Arrays.copyOfRange(content, (int) partial, BYTES);
        try (Receiving receiving = cluster(hub).receive(new PutRequest(key, CLIENT, partial, rest.length))) {
            send(receiving, rest);
            assertThat(receiving.finish()).isEqualTo(stored("a", "b"));
        }
        assertThat(a.contents.get(key)).isEqualTo(content);
        assertThat(b.contents.get(key)).isEqualTo(content);
    }

    @Test
    void nodesThatHaveItAreNotSentItAgain() throws IOException {
        ScriptedPeer a = hub.node("a", 200);
        a.contents.put(key, content);
        hub.logged(key, new Uuid("a"));
        hub.node("b", 200);

        assertThat(put(cluster(hub), content)).isEqualTo(stored("b"));
        assertThat(a.uploads).hasValue(0);
        assertThat(cluster(hub).putOffset(key)).isEqualTo(new PutOffset.AlreadyHave(List.copyOf(order("a", "b"))));
        assertThat(put(cluster(hub), content)).isEqualTo(stored("a", "b"));
        assertThat(a.uploads).hasValue(0);
    }

    private static List<Uuid> order(String... uuids) {
        return Arrays.stream(uuids).map(Uuid::new).toList();
    }

    @Test
    void aNodeThatTheLogIsWrongAboutGetsIt() throws IOException {
        ScriptedPeer a = hub.node("a", 200);
        hub.logged(key, new Uuid("a"));

        assertThat(cluster(hub).putOffset(key)).isEqualTo(new PutOffset.From(0));
        assertThat(put(cluster(hub), content)).isEqualTo(stored("a"));
        assertThat(a.contents).containsKey(key);
    }

    @Test
    void nobodyIsSaidToHaveItWhoCannotBeAsked() {
        hub.node("a", 200).down = true;
        hub.logged(key, new Uuid("a"));

        assertThatThrownBy(() -> cluster(hub).putOffset(key))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Unreachable.class));
    }

    @Test
    void contentThatReachedNodesOtherwiseIsRecorded() throws IOException {
        hub.node("a", 200).contents.put(key, content);
        hub.node("b", 200).down = true;
        hub.node("c", 200);

        assertThat(cluster(hub).dataPresent(key)).isEqualTo(stored("a"));
        assertThat(hub.locations(key)).isEqualTo(uuids("a"));
        assertThat(cluster(hub).dataPresent(sha256(content(9, 9)))).isEqualTo(new PutReply.NotStored());
    }

    @Test
    void anEmptyContentIsStored() throws IOException {
        hub.node("a", 200);
        byte[] empty = new byte[0];

        assertThat(put(cluster(hub), empty)).isEqualTo(stored("a"));
    }
}

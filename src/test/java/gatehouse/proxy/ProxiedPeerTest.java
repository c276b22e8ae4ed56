// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One remote behind a hub: what the hub records and promises. */
class ProxiedPeerTest {
    private static final Uuid CLIENT = new Uuid("00000000-0000-4000-8000-00000000000c");
    private static final Uuid BEYOND = new Uuid("00000000-0000-4000-8000-00000000000d");
    private static final Uuid CLUSTER = new Uuid("ac000000-0000-8000-8000-00000000000e");
    private static final Key KEY =
            Key.of("WORM-s3--x".getBytes(StandardCharsets.US_ASCII)).orElseThrow();
    private static final PutRequest PUT = new PutRequest(KEY, CLIENT, 0, 3);

    private final ScriptedPeer remote = new ScriptedPeer();
    private final RecordedLocations locations = new RecordedLocations();
    private final ProxiedPeer peer = new ProxiedPeer(remote, locations::of);

    private PutReply put() throws IOException {
        try (Receiving receiving = peer.receive(PUT)) {
            assertThat(locations.promised).isEqualTo(1);
            return receiving.finish();
        }
    }

    @Test
    void whatIsStoredThereIsRecorded() throws IOException {
        remote.put = new PutReply.Stored(List.of());
        assertThat(put()).isEqualTo(remote.put);
        assertThat(locations.changes).containsExactly(ScriptedPeer.UUID + " PRESENT");
        assertThat(locations.promised).isZero();
    }

    @Test
    void whatIsNotStoredIsNotRecorded() throws IOException {
        assertThat(put()).isEqualTo(new PutReply.NotStored());
        assertThat(locations.changes).isEmpty();
        assertThat(locations.promised).isZero();
    }

    @Test
    void otherPlacesThatTheRemoteTellsOfAreRecordedButNoCluster() throws IOException {
        remote.put = new PutReply.Stored(List.of(BEYOND, CLUSTER, ScriptedPeer.UUID));
        assertThat(put()).isEqualTo(remote.put);
        assertThat(locations.changes).containsExactly(ScriptedPeer.UUID + " PRESENT", BEYOND + " PRESENT");
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheRemoteIsAsked() {
        locations.full = true;
        assertThatThrownBy(() -> peer.receive(PUT)).isInstanceOf(FailureException.class);
        assertThat(remote.asked).isEmpty();
    }

    @Test
    void theRoomIsGivenBackWhenTheRemoteFails() {
        remote.failing = true;
        assertThatThrownBy(() -> peer.receive(PUT)).isInstanceOf(IOException.class);
        assertThat(locations.promised).isZero();
        assertThat(locations.changes).isEmpty();
    }

    @Test
    void theRoomIsGivenBackWhenTheRemoteFailsAtTheEnd() throws IOException {
        Receiving receiving = peer.receive(PUT);
        remote.failing = true;
        assertThatThrownBy(receiving::finish).isInstanceOf(IOException.class);
        receiving.close();
        assertThat(remote.asked).endsWith("close");
        assertThat(locations.promised).isZero();
        assertThat(locations.changes).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsRecorded() throws IOException {
        remote.offset = new PutOffset.AlreadyHave(List.of(BEYOND));
        assertThat(peer.putOffset(KEY)).isEqualTo(remote.offset);
        assertThat(locations.changes).containsExactly(ScriptedPeer.UUID + " PRESENT", BEYOND + " PRESENT");
    }

    @Test
    void contentThatCameAnotherWayIsRecorded() throws IOException {
        assertThat(peer.dataPresent(KEY)).isEqualTo(new PutReply.NotStored());
        assertThat(locations.changes).isEmpty();
        remote.put = new PutReply.Stored(List.of());
        assertThat(peer.dataPresent(KEY)).isEqualTo(remote.put);
        assertThat(locations.changes).containsExactly(ScriptedPeer.UUID + " PRESENT");
    }

    @Test
    void whatIsRemovedIsRecordedAndWhatIsNotIsNot() throws IOException {
        assertThat(peer.remove(KEY)).isEqualTo(new RemoveReply.NotRemoved());
        assertThat(locations.changes).isEmpty();
        remote.removed = new RemoveReply.Removed(List.of());
        assertThat(peer.removeBefore(KEY, new MonotonicTimestamp(5))).isEqualTo(remote.removed);
        assertThat(locations.changes).containsExactly(ScriptedPeer.UUID + " MISSING");
        assertThat(remote.asked).containsExactly("remove", "remove before 5");
    }

    @Test
    void aRemovalThatFailsIsNotRecorded() {
        remote.failing = true;
        assertThatThrownBy(() -> peer.remove(KEY)).isInstanceOf(IOException.class);
        assertThat(locations.changes).isEmpty();
    }

    @Test
    void timestampsAndLocksAreTheRemotes() throws IOException {
        assertThat(peer.timestamp()).isEqualTo(new MonotonicTimestamp(77));
        LockReply.Locked locked = (LockReply.Locked) peer.lock(KEY);
        assertThat(locked.id()).isEqualTo(new LockId("theirs"));
        peer.keepLocked(locked.id());
        peer.keeperLost(locked.id());
        peer.unlock(locked.id());
        assertThat(remote.asked).containsExactly("timestamp", "lock", "keep theirs", "lost theirs", "unlock theirs");
        assertThat(peer.waits()).isTrue();
        assertThat(peer.uuid()).isEqualTo(ScriptedPeer.UUID);
    }
}

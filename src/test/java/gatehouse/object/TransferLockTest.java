// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.AnnexRepository.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferLockTest {
    private static final byte[] CONTENT = StoreFixture.content(7, 300_000);
    private static final Key KEY = AnnexRepository.sha256(CONTENT);

    @TempDir
    Path folder;

    AnnexRepository repository;
    ObjectStore store;

    @BeforeEach
    void make() {
        repository = AnnexRepository.make(folder.resolve("repository"), new Kind(true, 10, ""));
        store = StoreFixture.store(repository.config());
    }

    private static void put(RealPeer peer) throws IOException {
        peer.say("PUT  " + KEY.text());
    }

    @Test
    void gitAnnexDoesNotReceiveWhatIsBeingReceivedHere() throws IOException {
        try (Upload upload = store.begin(new Announcement(KEY, StoreFixture.CLIENT, 0, 300_000));
                RealPeer peer = RealPeer.serve(repository)) {
            upload.write(ByteBuffer.wrap(CONTENT, 0, 1000));
            assertThat(repository.annex("info").requireSuccess()).contains("downloading");
            put(peer);
            peer.expect("PUT-FROM 1000");
            peer.say("DATA 299000");
            // It hangs up without having read the content.
            assertThat(peer.reply()).doesNotContain("SUCCESS");
            upload.write(ByteBuffer.wrap(CONTENT, 1000, 299_000));
            assertThat(upload.finish()).isEqualTo(new Upload.Result.Stored());
        }
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        assertThat(repository.annex("info").requireSuccess()).doesNotContain("downloading");
    }

    @Test
    void whatGitAnnexIsReceivingIsReceivedBesideIt() throws IOException {
        try (RealPeer peer = RealPeer.serve(repository)) {
            put(peer);
            peer.expect("PUT-FROM 0");
            peer.say("DATA 300000");
            peer.send(Arrays.copyOfRange(CONTENT, 0, 100_000));
            awaitPartial();
            assertThat(StoreFixture.put(store, CONTENT)).isEqualTo(new Upload.Result.Stored());
            peer.send(Arrays.copyOfRange(CONTENT, 100_000, 300_000));
            peer.say("VALID");
            peer.expect("SUCCESS");
        }
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        assertThat(repository.annex("fsck", "--all").requireSuccess()).doesNotContain("failed");
    }

    @Test
    void whatGitAnnexHasBegunIsFinishedHereAndTheOtherWayRound() throws IOException {
        try (RealPeer peer = RealPeer.serve(repository)) {
            put(peer);
            peer.expect("PUT-FROM 0");
            peer.say("DATA 300000");
            peer.send(Arrays.copyOfRange(CONTENT, 0, 100_000));
            awaitPartial();
        }
        int there = (int) store.partialBytes(KEY);
        StoreFixture.putPart(store, CONTENT, there, 200_000);
        try (RealPeer peer = RealPeer.serve(repository)) {
            put(peer);
            peer.expect("PUT-FROM 200000");
            peer.say("DATA 100000");
            peer.send(Arrays.copyOfRange(CONTENT, 200_000, 300_000));
            peer.say("VALID");
            peer.expect("SUCCESS");
        }
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        assertThat(Files.exists(
                        repository.config().gitDir().resolve("annex/tmp").resolve(KEY.text())))
                .isFalse();
    }

    /** It holds the lock once it writes. */
    private void awaitPartial() throws IOException {
        while (store.partialBytes(KEY) == 0) {
            Thread.onSpinWait();
        }
    }
}

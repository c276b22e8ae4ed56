// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static gatehouse.object.StoreFixture.TEN_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.AnnexRepository.Kind;
import gatehouse.object.StoreFixture.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentLockTest {
    private static final byte[] CONTENT = StoreFixture.content(7, 30_000);
    private static final Key KEY = AnnexRepository.sha256(CONTENT);
    private static final Removal REMOVED = new Removal.Removed();
    private static final Removal LOCKED = new Removal.Locked();

    @TempDir
    Path folder;

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind(true, 10, ""),
                new Kind(false, 10, ""),
                new Kind(true, 9, ""),
                new Kind(false, 8, ""),
                new Kind(true, 10, "group"),
                new Kind(false, 8, "group"));
    }

    private AnnexRepository repository(Kind kind) throws IOException {
        AnnexRepository repository = AnnexRepository.make(folder.resolve("repository"), kind);
        StoreFixture.put(StoreFixture.store(repository.config()), CONTENT);
        return repository;
    }

    private static boolean dropped(AnnexRepository repository) {
        return repository.annex("drop", "--force", "--key=" + KEY.text()).exit() == 0;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nobodyRemovesWhatIsLocked(Kind kind) throws IOException {
        AnnexRepository repository = repository(kind);
        ObjectStore store = StoreFixture.store(repository.config());
        TreeMap<String, String> before = repository.objects();
        try (ContentLock first = store.lockShared(KEY, TEN_MINUTES).orElseThrow()) {
            try (ContentLock second = store.lockShared(KEY, TEN_MINUTES).orElseThrow()) {
                assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
                assertThat(dropped(repository)).isFalse();
                assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
            }
            assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
            assertThat(dropped(repository)).isFalse();
            assertThat(store.present(KEY)).isTrue();
        }
        assertThat(repository.objects()).isEqualTo(before);
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(REMOVED);
        StoreFixture.put(store, CONTENT);
        assertThat(dropped(repository)).isTrue();
        assertThat(store.present(KEY)).isFalse();
        assertThat(store.lockShared(KEY, TEN_MINUTES)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void readersThatCloseDoNotUnlock(Kind kind) throws IOException {
        AnnexRepository repository = repository(kind);
        ObjectStore store = StoreFixture.store(repository.config());
        StoredContent before = store.open(KEY, 0).orElseThrow();
        ContentLock lock = store.lockShared(KEY, Duration.ZERO).orElseThrow();
        StoredContent during = store.open(KEY, 0).orElseThrow();
        before.close();
        assertThat(dropped(repository)).isFalse();
        StoreFixture.read(store, KEY);
        StoreFixture.put(store, CONTENT);
        assertThat(dropped(repository)).isFalse();
        lock.close();
        ContentLock again = store.lockShared(KEY, Duration.ZERO).orElseThrow();
        during.close();
        assertThat(dropped(repository)).isFalse();
        again.close();
        again.close();
        assertThat(dropped(repository)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatGitAnnexHasLockedIsNotRemoved(Kind kind) throws IOException {
        AnnexRepository repository = repository(kind);
        ObjectStore store = StoreFixture.store(repository.config());
        try (RealPeer peer = RealPeer.serve(repository)) {
            peer.lock(KEY);
            assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
            try (ContentLock lock = store.lockShared(KEY, Duration.ZERO).orElseThrow()) {
                assertThat(lock.key()).isEqualTo(KEY);
            }
            assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
            peer.unlock();
            assertThat(store.present(KEY)).isTrue();
        }
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(REMOVED);
        assertThat(repository.objects()).hasSizeLessThan(2);
    }

    @Test
    void whatAKilledGitAnnexHadLockedIsKeptUntilItsTimeIsOver() throws IOException {
        AnnexRepository repository = repository(new Kind(true, 10, ""));
        TestClock clock = TestClock.started();
        ObjectStore store = StoreFixture.store(repository.config(), clock);
        try (RealPeer peer = RealPeer.serve(repository)) {
            peer.lock(KEY);
        }
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
        clock.pass(Duration.ofMinutes(9));
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
        clock.pass(Duration.ofMinutes(2));
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(REMOVED);
        assertThat(repository.objects()).hasSizeLessThan(2);
    }

    @Test
    void whatAKilledServerHadLockedIsKeptUntilItsTimeIsOver() throws Exception {
        AnnexRepository repository = repository(new Kind(true, 10, ""));
        Process server =
                ChildServer.start(ChildServer.Task.LOCK, repository.config().gitDir(), 0);
        assertThat(server.inputReader().readLine()).isEqualTo("locked");
        assertThat(dropped(repository)).isFalse();
        server.destroyForcibly().waitFor();
        TestClock clock = TestClock.started();
        ObjectStore store = StoreFixture.store(repository.config(), clock);
        store.mend();
        assertThat(dropped(repository)).isFalse();
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
        clock.pass(TEN_MINUTES.plusSeconds(1));
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(REMOVED);
    }

    @Test
    void aLockThatIsGivenUpLeavesTheLaterTimeOfAnother() throws IOException {
        AnnexRepository repository = repository(new Kind(true, 10, ""));
        ObjectStore store = StoreFixture.store(repository.config());
        try (RealPeer peer = RealPeer.serve(repository)) {
            Optional<ContentLock> lock = store.lockShared(KEY, Duration.ofMinutes(1));
            peer.lock(KEY);
            lock.orElseThrow().close();
        }
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(LOCKED);
    }

    @Test
    void aRemovalThatCameTooLateLeavesAllAsItWas() throws IOException {
        AnnexRepository repository = repository(new Kind(true, 10, ""));
        ObjectStore store = StoreFixture.store(repository.config());
        TreeMap<String, String> before = repository.objects();
        assertThat(store.remove(KEY, Duration.ZERO, () -> false)).isEqualTo(new Removal.TooLate());
        assertThat(repository.objects()).isEqualTo(before);
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
    }
}

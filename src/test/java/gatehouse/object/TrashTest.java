// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gatehouse.key.Key;
import gatehouse.object.StoreFixture.TestClock;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final byte[] CONTENT = StoreFixture.content(7, 30_000);
    private static final byte[] OTHER = StoreFixture.content(8, 20_000);
    private static final Key KEY = AnnexRepository.sha256(CONTENT);
    private static final Key OTHER_KEY = AnnexRepository.sha256(OTHER);

    @TempDir
    Path gitDir;

    private final TestClock clock = TestClock.started();
    ObjectStore store;

    @BeforeEach
    void removeOne() throws IOException {
        store = StoreFixture.store(StoreFixture.bare(gitDir), clock);
        StoreFixture.put(store, CONTENT);
        assertThat(store.remove(KEY, DAY)).isEqualTo(new Removal.Removed());
    }

    @Test
    void whatWasRemovedCanBeHadBack() throws IOException {
        assertThat(store.present(KEY)).isFalse();
        assertThat(store.open(KEY, 0)).isEmpty();
        assertThat(store.trash(10)).singleElement().satisfies(trashed -> {
            assertThat(trashed.key()).isEqualTo(KEY);
            assertThat(trashed.sizeBytes()).isEqualTo(30_000);
            assertThat(trashed.removedAt().getEpochSecond())
                    .isEqualTo(clock.instant().getEpochSecond());
            assertThat(Duration.between(trashed.removedAt(), trashed.expiresAt()))
                    .isEqualTo(DAY);
        });
        assertThat(store.undelete(OTHER_KEY)).isEqualTo(new Undeletion.NotInTrash());
        assertThat(store.undelete(KEY)).isEqualTo(new Undeletion.Restored());
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        assertThat(store.undelete(KEY)).isEqualTo(new Undeletion.AlreadyThere());
        assertThat(store.trash(10)).isEmpty();
    }

    @Test
    void theTrashIsListedOldestFirstAndOnlySoFar() throws IOException {
        clock.pass(Duration.ofSeconds(1));
        StoreFixture.put(store, OTHER);
        store.remove(OTHER_KEY, DAY);
        assertThat(store.trash(10)).extracting(Trashed::key).containsExactly(KEY, OTHER_KEY);
        assertThat(store.trash(1)).extracting(Trashed::key).containsExactly(KEY);
    }

    @Test
    void whatHasExpiredIsPurged() throws IOException {
        clock.pass(Duration.ofHours(1));
        StoreFixture.put(store, OTHER);
        store.remove(OTHER_KEY, DAY);
        assertThat(store.purge()).isZero();
        clock.pass(Duration.ofHours(23));
        assertThat(store.purge()).isEqualTo(30_000);
        assertThat(store.trash(10)).extracting(Trashed::key).containsExactly(OTHER_KEY);
        clock.pass(DAY);
        assertThat(store.purge()).isEqualTo(20_000);
        assertThat(gitDir.resolve("annex/gatehouse/trash")).isEmptyDirectory();
        assertThat(store.undelete(KEY)).isEqualTo(new Undeletion.NotInTrash());
    }

    @Test
    void anUploadOfTheSameKeyIsStoredAnew() throws IOException {
        assertThat(store.partialBytes(KEY)).isZero();
        assertThat(StoreFixture.put(store, CONTENT)).isEqualTo(new Upload.Result.Stored());
        assertThat(store.trash(10)).hasSize(1);
        store.remove(KEY, DAY);
        assertThat(store.undelete(KEY)).isEqualTo(new Undeletion.Restored());
    }

    @Test
    void whatDoesNotHaveTheSizeOfItsKeyStaysInTheTrash() throws IOException {
        Path file;
        try (var all = Files.walk(gitDir.resolve("annex/gatehouse"))) {
            file = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        Files.setAttribute(file, "unix:mode", 0600);
        Files.write(file, new byte[5]);
        assertThat(store.undelete(KEY)).isEqualTo(new Undeletion.WrongSize());
        assertThat(store.trash(10)).hasSize(1);
        assertThat(store.present(KEY)).isFalse();
    }

    @Test
    void theTrashAndForgottenPartialsMakeRoomForUploads() throws IOException {
        StoreFixture.putPart(store, OTHER, 0, 100);
        clock.pass(Duration.ofDays(2));
        AnnexConfig config = StoreFixture.bare(gitDir);
        AnnexConfig full = new AnnexConfig(
                config.uuid(),
                gitDir,
                true,
                10,
                config.sharing(),
                config.objectHash(),
                config.branchHash(),
                Long.MAX_VALUE / 2,
                false,
                true);
        ObjectStore fullStore = StoreFixture.store(full, clock);
        Announcement announced = new Announcement(new Key("WORM-s5--x"), StoreFixture.CLIENT, 0, 5);
        assertThat(catchThrowable(() -> fullStore.begin(announced))).hasMessageContaining("not enough free space");
        assertThat(store.trash(10)).isEmpty();
        assertThat(store.partialBytes(OTHER_KEY)).isZero();
    }

    @Test
    void partialsInUseAreNotDropped() throws IOException {
        try (Upload upload = store.begin(new Announcement(OTHER_KEY, StoreFixture.CLIENT, 0, 20_000))) {
            upload.write(ByteBuffer.wrap(OTHER, 0, 100));
            clock.pass(DAY);
            assertThat(store.dropPartials(Duration.ofHours(1))).isZero();
            upload.write(ByteBuffer.wrap(OTHER, 100, 19_900));
            assertThat(upload.finish()).isEqualTo(new Upload.Result.Stored());
        }
        StoreFixture.putPart(store, StoreFixture.content(9, 1000), 0, 500);
        assertThat(store.dropPartials(Duration.ofHours(25))).isZero();
        assertThat(store.dropPartials(Duration.ofHours(23))).isEqualTo(500);
        assertThat(List.of(gitDir.resolve("annex/tmp").toFile().list())).isEmpty();
    }
}

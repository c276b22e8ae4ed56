// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.AnnexRepository.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unlocked file with annex.thin is the object itself, and can be edited. */
class UnmodifiedTest {
    private static final byte[] CONTENT = StoreFixture.content(7, 30_000);
    private static final Key KEY = AnnexRepository.sha256(CONTENT);

    @TempDir
    Path folder;

    AnnexRepository repository;
    ObjectStore store;
    Path file;

    @BeforeEach
    void unlockThin() throws IOException {
        repository = AnnexRepository.make(folder.resolve("repository"), new Kind(false, 10, ""));
        file = Files.write(repository.path().resolve("a.bin"), CONTENT);
        repository.git("config", "annex.thin", "true").requireSuccess();
        repository.annex("add", "-q", "a.bin").requireSuccess();
        repository.annex("unlock", "a.bin").requireSuccess();
        store = StoreFixture.store(repository.config());
        assertThat(FileStatus.of(file).orElseThrow().links()).isEqualTo(2);
    }

    private void edit() throws IOException {
        byte[] edited = CONTENT.clone();
        edited[29_999] ^= 1;
        Files.write(file, edited);
    }

    @Test
    void unmodifiedItIsPresentAndSent() throws IOException {
        assertThat(store.present(KEY)).isTrue();
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        assertThat(StoreFixture.read(store, KEY, 29_000)).isPresent();
    }

    @Test
    void editedItIsNotPresentAndNotSent() throws IOException {
        assertThat(store.present(KEY)).isTrue();
        edit();
        assertThat(StoreFixture.read(store, KEY)).isEmpty();
        assertThat(StoreFixture.read(store, KEY, 29_000)).isEmpty();
        assertThat(store.present(KEY)).isFalse();
        assertThat(store.lockShared(KEY, StoreFixture.TEN_MINUTES)).isEmpty();
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(new Removal.WasAbsent());
        assertThat(Files.exists(file)).isTrue();
    }

    @Test
    void editedWhileItIsSentItIsNotValid() throws IOException {
        for (boolean known : new boolean[] {true, false}) {
            assertThat(!known || store.present(KEY)).isTrue();
            try (StoredContent content = store.open(KEY, 0).orElseThrow()) {
                ByteBuffer buffer = ByteBuffer.allocate(20_000);
                content.read(buffer);
                edit();
                content.read(buffer.clear());
                assertThat(content.read(buffer.clear())).isEqualTo(-1);
                assertThat(content.valid()).isFalse();
            }
            Files.write(file, CONTENT);
        }
    }

    @Test
    void anUploadReplacesAnEditedObjectAndLeavesTheWorkTree() throws IOException {
        edit();
        assertThat(StoreFixture.put(store, CONTENT)).isEqualTo(new Upload.Result.Stored());
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        assertThat(Files.readAllBytes(file)).isNotEqualTo(CONTENT);
        assertThat(repository.annex("fsck", "--key=" + KEY.text()).requireSuccess())
                .doesNotContain("failed");
    }

    @Test
    void removingItLeavesTheFileOfTheWorkTree() throws IOException {
        assertThat(store.remove(KEY, Duration.ZERO)).isEqualTo(new Removal.Removed());
        assertThat(store.present(KEY)).isFalse();
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
        assertThat(Files.isWritable(file)).isTrue();
    }
}

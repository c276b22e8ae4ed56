// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.AnnexRepository.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManyThreadsTest {
    private static final int THREADS = 6;
    private static final int KEYS = 3;
    private static final int STEPS = 120;

    @TempDir
    Path folder;

    private ObjectStore store;

    @ParameterizedTest(name = "version {0}, seed {1}")
    @CsvSource({"8, 1", "10, 2", "10, 3"})
    void whatIsLockedStaysAndWhatIsReadIsRightWhateverOthersDo(int version, long seed) throws Exception {
        AnnexRepository repository = AnnexRepository.make(folder.resolve("r"), new Kind(true, version, ""));
        store = StoreFixture.store(repository.config());
        List<Future<?>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed * 100 + i);
                done.add(threads.submit(() -> {
                    for (int step = 0; step < STEPS; step++) {
                        change(StoreFixture.content(random.nextInt(KEYS), 50_000), random);
                    }
                    return null;
                }));
            }
            // Real git-annex removes as well.
            for (int number = 0; number < KEYS; number++) {
                repository.annex("drop", "--force", "--key=" + key(number).text());
            }
        }
        for (Future<?> future : done) {
            future.get();
        }
        for (int number = 0; number < KEYS; number++) {
            assertThat(store.remove(key(number), Duration.ZERO)).isNotEqualTo(new Removal.Locked());
        }
        assertThat(repository.objects()).hasSizeLessThan(2);
    }

    private static Key key(int number) {
        return AnnexRepository.sha256(StoreFixture.content(number, 50_000));
    }

    private void change(byte[] content, Random random) throws IOException {
        Key key = AnnexRepository.sha256(content);
        switch (random.nextInt(6)) {
            case 0, 1 -> put(key, content);
            case 2 -> store.remove(key, Duration.ZERO);
            case 3 -> store.remove(key, Duration.ofDays(1));
            case 4 -> store.undelete(key);
            default -> {
                Optional<ContentLock> lock = store.lockShared(key, Duration.ofMinutes(10));
                if (lock.isPresent()) {
                    try (ContentLock held = lock.get()) {
                        assertThat(store.remove(key, Duration.ZERO)).isEqualTo(new Removal.Locked());
                        assertThat(StoreFixture.read(store, key)).hasValue(content);
                        assertThat(store.present(key)).isTrue();
                    }
                }
            }
        }
        Optional<byte[]> read = StoreFixture.read(store, key);
        assertThat(read.isEmpty() || Arrays.equals(read.get(), content)).isTrue();
    }

    private void put(Key key, byte[] content) throws IOException {
        try (Upload upload = store.begin(new Announcement(key, StoreFixture.CLIENT, 0, content.length))) {
            upload.write(ByteBuffer.wrap(content, 0, 20_000));
            upload.write(ByteBuffer.wrap(content, 20_000, 30_000));
            assertThat(upload.finish()).isInstanceOfAny(Upload.Result.Stored.class, Upload.Result.AlreadyThere.class);
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.StoreFixture.TestClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomOperationsTest {
    private static final int KEYS = 5;
    private static final int STEPS = 150;
    private static final Duration KEPT = Duration.ofMinutes(30);

    @TempDir
    Path gitDir;

    private final TestClock clock = TestClock.started();
    private final Map<Integer, Model> models = new HashMap<>();
    /** Where the bytes of partial uploads are wrong. */
    private final Map<Integer, Set<Integer>> badFrom = new HashMap<>();

    private ObjectStore store;

    /** What a key should be like. */
    private static final class Model {
        boolean present;
        boolean trashed;
        long partial;
        final List<ContentLock> locks = new ArrayList<>();
    }

    private static byte[] content(int number) {
        return StoreFixture.content(number, 1 + number * 30_000);
    }

    private static Key key(int number) {
        return AnnexRepository.sha256(content(number));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theStoreDoesWhatItsModelDoes(long seed) throws IOException {
        store = StoreFixture.store(StoreFixture.config(gitDir, seed % 2 == 0), clock);
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            int number = random.nextInt(KEYS);
            Model model = models.computeIfAbsent(number, unknown -> new Model());
            change(number, model, random);
            assertThat(store.present(key(number))).isEqualTo(model.present);
            assertThat(store.partialBytes(key(number))).isEqualTo(model.partial);
            assertThat(StoreFixture.read(store, key(number)).isPresent()).isEqualTo(model.present);
            assertThat(store.trash(100).stream().anyMatch(in -> in.key().equals(key(number))))
                    .isEqualTo(model.trashed);
        }
        for (Model model : models.values()) {
            for (ContentLock lock : model.locks) {
                lock.close();
            }
        }
    }

    private void change(int number, Model model, Random random) throws IOException {
        switch (random.nextInt(8)) {
            case 0, 1 -> upload(number, model, random);
            case 2 -> remove(number, model, Duration.ZERO);
            case 3 -> remove(number, model, KEPT);
            case 4 -> {
                boolean locked = store.lockShared(key(number), StoreFixture.TEN_MINUTES)
                        .map(model.locks::add)
                        .orElse(false);
                assertThat(locked).isEqualTo(model.present);
            }
            case 5 -> {
                if (!model.locks.isEmpty()) {
                    model.locks.remove(random.nextInt(model.locks.size())).close();
                }
            }
            case 6 -> {
                Undeletion expected = model.present
                        ? new Undeletion.AlreadyThere()
                        : model.trashed ? new Undeletion.Restored() : new Undeletion.NotInTrash();
                assertThat(store.undelete(key(number))).isEqualTo(expected);
                if (expected instanceof Undeletion.Restored) {
                    model.present = true;
                    model.trashed =
                            store.trash(100).stream().anyMatch(in -> in.key().equals(key(number)));
                }
            }
            default -> {
                clock.pass(Duration.ofMinutes(random.nextInt(3)));
                store.purge();
                store.mend();
                for (Map.Entry<Integer, Model> entry : models.entrySet()) {
                    entry.getValue().trashed =
                            store.trash(100).stream().anyMatch(in -> in.key().equals(key(entry.getKey())));
                }
            }
        }
    }

    private void upload(int number, Model model, Random random) throws IOException {
        byte[] content = content(number);
        int offset = random.nextInt((int) model.partial + 1);
        int end = random.nextBoolean() ? content.length : offset + random.nextInt(content.length - offset + 1);
        boolean wrong = random.nextInt(4) == 0 && end > offset;
        try (Upload upload =
                store.begin(new Announcement(key(number), StoreFixture.CLIENT, offset, content.length - offset))) {
            byte[] sent = content.clone();
            if (wrong) {
                sent[offset] ^= 1;
            }
            upload.write(ByteBuffer.wrap(sent, offset, end - offset));
            model.partial = Math.max(model.partial, end);
            if (end == content.length) {
                overwritten(number, offset, end, wrong);
                Upload.Result expected = bad(number)
                        ? new Upload.Result.WrongContent()
                        : model.present ? new Upload.Result.AlreadyThere() : new Upload.Result.Stored();
                assertThat(upload.finish()).isEqualTo(expected);
                model.present |= expected instanceof Upload.Result.Stored;
                model.partial = 0;
                badFrom.remove(number);
                return;
            }
            assertThat(upload.finish()).isEqualTo(new Upload.Result.WrongLength());
            overwritten(number, offset, end, wrong);
        }
    }

    private boolean bad(int number) {
        return !badFrom.getOrDefault(number, Set.of()).isEmpty();
    }

    private void overwritten(int number, int offset, int end, boolean wrong) {
        Set<Integer> bad = badFrom.computeIfAbsent(number, unknown -> new HashSet<>());
        bad.removeIf(at -> at >= offset && at < end);
        if (wrong) {
            bad.add(offset);
        }
    }

    private void remove(int number, Model model, Duration kept) throws IOException {
        Removal expected = !model.present
                ? new Removal.WasAbsent()
                : model.locks.isEmpty() ? new Removal.Removed() : new Removal.Locked();
        assertThat(store.remove(key(number), kept)).isEqualTo(expected);
        if (expected instanceof Removal.Removed) {
            model.present = false;
            model.trashed |= !kept.isZero();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.ObjectHash;
import gatehouse.repository.AnnexConfig.Sharing;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Stores and content for tests. */
final class StoreFixture {
    static final Uuid CLIENT = new Uuid("11111111-2222-3333-4444-555555555555");
    static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    static final ExecutorService WORKER = new ThreadPoolExecutor(
            0,
            2,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().factory());

    /** The only ones of this process, as they are to be. */
    static final LockPool LOCKS = new LockPool();

    static final DiskSpace SPACE = new DiskSpace();

    private StoreFixture() {}

    /** A clock that is set by hand. */
    record TestClock(AtomicReference<Instant> time) implements InstantSource {
        static TestClock started() {
            return new TestClock(new AtomicReference<>(Instant.now()));
        }

        static TestClock at(String instant) {
            return new TestClock(new AtomicReference<>(Instant.parse(instant)));
        }

        @Override
        public Instant instant() {
            return time.get();
        }

        void pass(Duration duration) {
            time.updateAndGet(before -> before.plus(duration));
        }
    }

    static ObjectStore store(AnnexConfig config) {
        return store(config, InstantSource.system());
    }

    static ObjectStore store(AnnexConfig config, InstantSource clock) {
        return new ObjectStore(() -> config, new Surroundings(LOCKS, SPACE, clock, WORKER, Duration.ofDays(1)));
    }

    /** A bare repository of version 10 with nothing in it: all that a store needs. */
    static AnnexConfig bare(Path gitDir) {
        return config(gitDir, true);
    }

    static AnnexConfig config(Path gitDir, boolean bare) {
        return new AnnexConfig(
                new Uuid("u"),
                gitDir,
                bare,
                10,
                new Sharing.Unshared(),
                new ObjectHash(false, 2),
                new BranchHash(2),
                0,
                false,
                true);
    }

    static byte[] content(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    static Upload.Result put(ObjectStore store, byte[] content) throws IOException {
        return put(store, AnnexRepository.sha256(content), content);
    }

    static Upload.Result put(ObjectStore store, Key key, byte[] content) throws IOException {
        try (Upload upload = store.begin(new Announcement(key, CLIENT, 0, content.length))) {
            upload.write(ByteBuffer.wrap(content));
            return upload.finish();
        }
    }

    /** Sends the content from {@code offset} up to {@code end} and no further. */
    static void putPart(ObjectStore store, byte[] content, int offset, int end) throws IOException {
        Key key = AnnexRepository.sha256(content);
        try (Upload upload = store.begin(new Announcement(key, CLIENT, offset, content.length - offset))) {
            upload.write(ByteBuffer.wrap(content, offset, end - offset));
        }
    }

    /** The valid content of the key, from an offset; empty when it is not there or not valid. */
    static Optional<byte[]> read(ObjectStore store, Key key, long offset) throws IOException {
        Optional<StoredContent> opened = store.open(key, offset);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (StoredContent content = opened.get()) {
            ByteBuffer all = ByteBuffer.allocate((int) content.lengthBytes() + 10);
            ByteBuffer some = ByteBuffer.allocate(1000);
            while (content.read(some.clear()) >= 0) {
                all.put(some.flip());
            }
            return content.valid() ? Optional.of(Arrays.copyOf(all.array(), all.position())) : Optional.empty();
        }
    }

    static Optional<byte[]> read(ObjectStore store, Key key) throws IOException {
        return read(store, key, 0);
    }
}

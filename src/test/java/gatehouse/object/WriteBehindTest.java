// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.key.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written behind ends in the file as it came, hashed in its order, whoever did the writing. */
class WriteBehindTest {
    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatCameInPartsOfAnySizeIsInTheFile(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] content = new byte[1 + random.nextInt(6 << 20)];
        random.nextBytes(content);
        store(content, random, random.nextBoolean() ? workers : sometimesFull(random));
    }

    @Test
    void moreUploadsThanThereAreBuffersAllArrive() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(40);
        List<java.util.concurrent.Future<?>> uploads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Random random = new Random(100 + i);
            byte[] content = new byte[3 << 20];
            random.nextBytes(content);
            uploads.add(many.submit(() -> {
                store(content, random, workers);
                return true;
            }));
        }
        for (java.util.concurrent.Future<?> upload : uploads) {
            upload.get();
        }
        many.shutdown();
    }

    @Test
    void whatCannotBeWrittenIsToldNoLaterThanAtTheEnd() throws Exception {
        Path file = folder.resolve("readonly");
        Files.write(file, new byte[0]);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        WriteBehind behind = new WriteBehind(channel, Optional.empty(), workers);
        behind.write(ByteBuffer.allocate(1000));
        behind.flush();
        channel.close();
        assertThatThrownBy(() -> {
                    behind.write(ByteBuffer.allocate(1000));
                    behind.flush();
                })
                .isInstanceOf(IOException.class);
        assertThat(behind.writtenBytes()).isEqualTo(1000);
    }

    private void store(byte[] content, Random random, Executor worker) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        Key key = new Key("SHA256-s" + content.length + "--" + hash);
        Path file = Files.createTempFile(folder, "content", "");
        Verification verification = Verification.of(key);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            WriteBehind behind = new WriteBehind(channel, Optional.of(verification), worker);
            for (int at = 0; at < content.length; ) {
                int count =
                        Math.min(content.length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 900_000 : 50_000));
                byte[] reused = java.util.Arrays.copyOfRange(content, at, at + count);
                behind.write(ByteBuffer.wrap(reused));
                random.nextBytes(reused);
                at += count;
                assertThat(behind.writtenBytes()).isLessThanOrEqualTo(at);
            }
            behind.flush();
            assertThat(behind.writtenBytes()).isEqualTo(content.length);
        }
        assertThat(verification.matches()).isTrue();
        assertThat(file).hasBinaryContent(content);
    }

    private Executor sometimesFull(Random random) {
        return work -> {
            if (random.nextInt(3) == 0) {
                throw new RejectedExecutionException();
            }
            workers.execute(work);
        };
    }
}

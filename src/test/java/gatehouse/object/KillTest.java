// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.AnnexRepository.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillTest {
    private static final int KEYS = 10;

    @TempDir
    Path folder;

    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<Integer> uncertain = new HashSet<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void aServerKilledAtAnyMomentLosesNothingItAcknowledged(long seed) throws Exception {
        AnnexRepository repository = AnnexRepository.make(folder.resolve("repository"), new Kind(true, 10, ""));
        ObjectStore store = StoreFixture.store(repository.config());
        Random random = new Random(seed);
        for (int i = 0; i < 8; i++) {
            Process server = ChildServer.start(
                    ChildServer.Task.CHANGE, repository.config().gitDir(), seed * 100 + i);
            try (BufferedReader lines = server.inputReader()) {
                follow(lines.readLine());
                boolean over = server.waitFor(random.nextInt(900), TimeUnit.MILLISECONDS);
                assertThat(over).as("the server has failed by itself").isFalse();
                server.toHandle().destroyForcibly();
                server.waitFor();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    follow(line);
                }
            }
            store.mend();
            everythingIsAsItShouldBe(repository, store);
        }
        repository.annex("fsck", "--all").requireSuccess();
        assertThat(repository.annex("unused").requireSuccess()).doesNotContain("failed");
    }

    /** The last line may be half a line. */
    private void follow(String line) {
        String[] words = line.split(" ");
        if (words.length < 2) {
            return;
        }
        int number = Integer.parseInt(words[1]);
        if (words[0].equals("start")) {
            uncertain.add(number);
            return;
        }
        uncertain.remove(number);
        if (line.endsWith("Stored[]") || line.endsWith("AlreadyThere[]") || line.endsWith("Restored[]")) {
            acknowledged.add(number);
        } else if (line.endsWith("Removed[]") || line.endsWith("WasAbsent[]") || line.endsWith("NotInTrash[]")) {
            acknowledged.remove(number);
        } else {
            throw new IllegalStateException(line);
        }
    }

    private void everythingIsAsItShouldBe(AnnexRepository repository, ObjectStore store) throws IOException {
        for (int number = 0; number < KEYS; number++) {
            byte[] content = ChildServer.content(number);
            Key key = AnnexRepository.sha256(content);
            if (!uncertain.remove(number)) {
                assertThat(store.present(key)).as("key %d", number).isEqualTo(acknowledged.contains(number));
            }
            if (store.present(key)) {
                acknowledged.add(number);
                assertThat(StoreFixture.read(store, key)).hasValue(content);
            } else {
                acknowledged.remove(number);
            }
            assertThat(store.partialBytes(key)).isLessThanOrEqualTo(content.length);
        }
        for (String leftovers : new String[] {"othertmp", "transfer"}) {
            Path path = repository.config().gitDir().resolve("annex").resolve(leftovers);
            if (Files.exists(path)) {
                try (Stream<Path> all = Files.walk(path)) {
                    assertThat(all.filter(Files::isRegularFile)).isEmpty();
                }
            }
        }
        assertThat(store.trash(100))
                .allSatisfy(trashed -> assertThat(trashed.sizeBytes())
                        .isEqualTo(trashed.key().sizeBytes().orElseThrow()));
        assertThat(store.purge()).isZero();
    }
}

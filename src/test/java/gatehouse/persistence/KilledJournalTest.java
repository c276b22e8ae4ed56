// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource
class KilledJournalTest {
    private static final long SEED = 20261123;
    private static final int KILLS = 5;

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void make() throws Exception {
        database = TestDatabase.of(kind, folder);
        // Closed at once: the victims find the tables there.
        new OpenStore(database, InstantSource.system()).close();
    }

    @Test
    void everyAcknowledgedChangeIsThereAfterTheProcessWasKilledAtARandomMomentSeed20261123() throws Exception {
        Random random = new Random(SEED);
        Set<String> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged.addAll(recordUntilKilled(kill, random.nextInt(20, 400)));
            assertThat(recorded()).containsAll(acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * 20);
    }

    private Set<String> recordUntilKilled(int run, int acknowledgements) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalVictim.class.getName(),
                        database.url,
                        Integer.toString(run))
                .redirectError(folder.resolve("victim-errors-" + run).toFile())
                .start();
        Set<String> acknowledged = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            while (line != null) {
                acknowledged.add(line);
                if (acknowledged.size() == acknowledgements) {
                    victim.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
        assertThat(victim.waitFor()).as("killed, not ended by itself").isEqualTo(128 + 9);
        return acknowledged;
    }

    private Set<String> recorded() throws Exception {
        try (OpenStore store = new OpenStore(database, InstantSource.system())) {
            return store.tables.journal().pending(JournalVictim.REPOSITORY, Integer.MAX_VALUE).stream()
                    .map(LocationJournal.Entry::change)
                    .peek(change -> assertThat(change.where()).isEqualTo(new Uuid("somewhere")))
                    .map(change -> change.key().name())
                    .collect(Collectors.toSet());
        }
    }
}

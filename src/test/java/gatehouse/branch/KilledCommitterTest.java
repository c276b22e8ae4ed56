// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that commits, killed at any moment: what it said is committed is in the branch. */
class KilledCommitterTest {
    private static final Uuid U = new Uuid("55555555-5555-4555-8555-555555555555");
    private static final int KEYS_PER_BATCH = 20;
    private static final int KILLS = 8;
    /** A lock of the ref that the kill before has left is there for a minute. */
    private static final int TRIES = 240;

    private static final long PAUSE_MILLIS = 500;

    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedChangeIsInTheBranchAndTheRepositoryIsSound() throws Exception {
        Random random = new Random(3);
        try (RealAnnex annex = RealAnnex.bare(folder.resolve("r"))) {
            annex.run("git", "config", "annex.uuid", U.text());
            annex.run("git", "config", "annex.version", "10");
            int acknowledged = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                int from = acknowledged;
                acknowledged = runAndKill(annex, from, random.nextInt(250_000));
                assertPresent(annex, acknowledged);
            }
            assertThat(acknowledged).as("batches").isPositive();
            // The one that was under way when the last kill came is given again, as a start would give it.
            commitPatiently(annex.branch(U), acknowledged);
            commitPatiently(annex.branch(U), acknowledged);
            // That may have been in the branch already; what a kill left goes with the next one that writes.
            commitPatiently(annex.branch(U), acknowledged + 1);
            assertPresent(annex, acknowledged + 2);
            assertThat(annex.run("git", "fsck", "--strict", "--no-dangling")).isEmpty();
            try (Stream<Path> objects = Files.list(annex.gitDir.resolve("objects"))) {
                assertThat(objects.map(path -> path.getFileName().toString()))
                        .as("nothing is left half-written among the objects")
                        .allMatch(name -> name.matches("[0-9a-f]{2}|pack|info"));
            }
            String info = annex.run("git", "annex", "info", "--fast");
            assertThat(info).contains(U.text());
        }
    }

    private static int runAndKill(RealAnnex annex, int from, int afterMicros) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Committing.class.getName(),
                        annex.gitDir.toString(),
                        Integer.toString(from))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = from;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            assertThat(line).as("the first batch of a run").isNotNull();
            Thread.sleep(afterMicros / 1000, afterMicros % 1000 * 1000);
            process.toHandle().destroyForcibly();
            for (; line != null; line = lines.readLine()) {
                acknowledged = Integer.parseInt(line) + 1;
            }
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return acknowledged;
    }

    private static void assertPresent(RealAnnex annex, int batches) throws IOException {
        AnnexBranch branch = annex.branch(U);
        for (int batch = 0; batch < batches; batch++) {
            assertThat(branch.locationLog(key(batch, 0)).present())
                    .as("batch %s", batch)
                    .containsExactly(U);
            assertThat(branch.locationLog(key(batch, KEYS_PER_BATCH - 1)).present())
                    .containsExactly(U);
        }
    }

    private static void commit(AnnexBranch branch, int batch) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < KEYS_PER_BATCH; i++) {
            LocationChange change = new LocationChange(U, key(batch, i), U, Presence.PRESENT, batch * 1_000_000_000L);
            entries.add(new Entry((long) batch * KEYS_PER_BATCH + i, change));
        }
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(20))) {
            branch.record(locked, entries);
        }
    }

    private static void commitPatiently(AnnexBranch branch, int batch) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                commit(branch, batch);
                return;
            } catch (IOException | FailureException e) {
                if (tries == TRIES) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static Key key(int batch, int number) {
        return new Key("WORM-s1--" + batch + "." + number);
    }

    static final class Committing {
        public static void main(String[] args) throws Exception {
            Path gitDir = Path.of(args[0]);
            try (RealAnnex annex = RealAnnex.of(gitDir, gitDir)) {
                AnnexBranch branch = annex.branch(U);
                for (int batch = Integer.parseInt(args[1]); ; batch++) {
                    commitPatiently(branch, batch);
                    System.out.println(batch);
                }
            }
        }
    }
}

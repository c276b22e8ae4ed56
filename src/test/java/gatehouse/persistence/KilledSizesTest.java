// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.BranchCommitter.Flushed;
import gatehouse.branch.RealAnnex;
import gatehouse.key.Key;
import gatehouse.whereis.LocationChange.Presence;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that records and commits changes, killed at any moment: the sizes are those of a recount each time. */
class KilledSizesTest {
    private static final int KILLS = 8;
    private static final int KEYS = 16;
    /** A lock of the ref that the kill before has left is there for a minute. */
    private static final int TRIES = 240;

    private static final long PAUSE_MILLIS = 500;

    @TempDir
    Path folder;

    @Test
    void sizesAreThoseOfARecountAfterEveryKill() throws Exception {
        Random random = new Random(11);
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"))) {
            for (int kill = 0; kill < KILLS; kill++) {
                runAndKill(random.nextInt(400), random.nextLong());
                try (SizedRepository sized = open(folder, annex)) {
                    assertThat(sized.now())
                            .isEqualTo(Recount.of(annex).with(sized.pending()).bytes());
                    commit(sized, annex);
                    assertThat(sized.pending()).isEmpty();
                    assertThat(sized.now()).isEqualTo(Recount.of(annex).bytes());
                }
            }
        }
    }

    private static SizedRepository open(Path folder, RealAnnex annex) throws Exception {
        return new SizedRepository(annex, TestDatabase.of(TestDatabase.Kind.H2, folder));
    }

    private static void commit(SizedRepository sized, RealAnnex annex) throws InterruptedException {
        for (int tries = 1; sized.committer.flush(annex.uuid()) != Flushed.WHOLLY; tries++) {
            assertThat(tries).isLessThan(TRIES);
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void runAndKill(int afterMillis, long seed) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Changing.class.getName(),
                        folder.toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(lines.readLine()).as("the first commit of a run").isNotNull();
            Thread.sleep(afterMillis);
        } finally {
            process.toHandle().destroyForcibly();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** The process that is killed. */
    static final class Changing {
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            Random random = new Random(Long.parseLong(args[1]));
            try (RealAnnex annex = RealAnnex.of(folder.resolve("r"), folder.resolve("r/.git"));
                    SizedRepository sized = open(folder, annex)) {
                sized.counting.soon(annex.uuid());
                while (true) {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        int number = random.nextInt(KEYS);
                        sized.record(
                                new Key("SHA256-s" + (1 << number) + "--" + number),
                                random.nextBoolean() ? Presence.PRESENT : Presence.MISSING);
                    }
                    if (sized.committer.flush(annex.uuid()) == Flushed.WHOLLY) {
                        System.out.println("committed");
                    }
                }
            }
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLockTest {
    private static final Uuid U = new Uuid("11111111-1111-4111-8111-111111111111");
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private RealAnnex annex;
    private JournalLock lock;

    @BeforeEach
    void create() throws IOException {
        annex = RealAnnex.bare(folder.resolve("r"));
        lock = new JournalLock(annex.config(U));
    }

    @Test
    void oneHolderAtATimeInThisProcess() throws IOException {
        try (JournalLocked held = lock.acquire(LONG)) {
            assertThatThrownBy(() -> new JournalLock(annex.config(U)).acquire(SHORT))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));
            held.require(annex.gitDir.toAbsolutePath());
        }
        lock.acquire(SHORT).close();
    }

    @Test
    void anotherProcessThatHoldsTheLockIsWaitedForAndNotForEver() throws Exception {
        Process other = holder();
        try {
            assertThatThrownBy(() -> lock.acquire(SHORT)).isInstanceOf(FailureException.class);
            other.getOutputStream().close();
            lock.acquire(LONG).close();
        } finally {
            other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void gitAnnexWaitsForUs() throws Exception {
        annex.run("git", "annex", "init", "-q");
        Process waiting;
        try (JournalLocked held = lock.acquire(LONG)) {
            waiting = RealAnnex.builder(annex.folder, "git", "annex", "setpresentkey", "WORM-s1--x", U.text(), "1")
                    .redirectErrorStream(true)
                    .start();
            assertThat(waiting.waitFor(700, TimeUnit.MILLISECONDS)).isFalse();
            held.require(annex.gitDir.toAbsolutePath());
        }
        assertThat(waiting.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.exitValue()).isZero();
    }

    @Test
    void theProofOfAnotherRepositoryIsNone() throws IOException {
        try (JournalLocked held = lock.acquire(LONG)) {
            assertThatThrownBy(() -> held.require(Path.of("/elsewhere"))).isInstanceOf(IllegalStateException.class);
        }
    }

    /** A process that holds the lock until its input ends. */
    private Process holder() throws IOException {
        Files.createDirectories(annex.gitDir.resolve("annex"));
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        annex.gitDir.resolve("annex/journal.lck").toString())
                .start();
        assertThat(process.getInputStream().read()).isEqualTo('L');
        return process;
    }

    static final class Holder {
        public static void main(String[] args) throws IOException {
            try (FileChannel file =
                            FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var locked = file.lock()) {
                System.out.print(locked.isValid() ? "L" : "?");
                System.out.flush();
                while (System.in.read() >= 0) {}
            }
        }
    }
}

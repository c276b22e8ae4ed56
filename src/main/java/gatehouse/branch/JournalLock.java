// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * git-annex's own lock on the journal of a repository. Such a lock belongs to the whole process and is lost when any
 * file on it is closed, so one thread of this process at a time opens the file. Source: Annex/Journal.hs lockJournal,
 * Utility/LockFile/Posix.hs.
 */
public final class JournalLock {
    /** As many as there are repositories, and each is small. */
    private static final ConcurrentMap<Path, Semaphore> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private static final long LONGEST_PAUSE_MILLIS = 20;

    private final AnnexConfig config;

    public JournalLock(AnnexConfig config) {
        this.config = config;
    }

    /**
     * Waits for the lock.
     *
     * @throws FailureException with {@link Failure.Busy} when another holds it for longer than {@code atMost}
     * @throws IOException when the lock file cannot be made or opened
     */
    public JournalLocked acquire(Duration atMost) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Semaphore inThisProcess = IN_THIS_PROCESS.computeIfAbsent(config.gitDir(), dir -> new Semaphore(1));
        if (!acquired(inThisProcess, atMost)) {
            throw busy();
        }
        FileChannel lockFile = null;
        boolean locked = false;
        try {
            lockFile = open();
            locked = locked(lockFile, deadline);
            if (!locked) {
                throw busy();
            }
            return new JournalLocked(config.gitDir(), lockFile, inThisProcess);
        } finally {
            if (!locked) {
                giveBack(lockFile, inThisProcess);
            }
        }
    }

    private FileChannel open() throws IOException {
        Path annex = config.gitDir().resolve("annex");
        SharedMode.createFolders(config.sharing(), annex);
        Path file = annex.resolve("journal.lck");
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (java.nio.file.NoSuchFileException e) {
            FileChannel created = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            SharedMode.apply(config.sharing(), file);
            return created;
        }
    }

    private static boolean locked(FileChannel lockFile, long deadline) throws IOException {
        long pauseMillis = 1;
        while (true) {
            if (tried(lockFile) != null) {
                return true;
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private static @Nullable FileLock tried(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another copy of this class in the same process, as after a redeployment.
            return null;
        }
    }

    private static boolean acquired(Semaphore semaphore, Duration atMost) {
        try {
            return semaphore.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void giveBack(@Nullable FileChannel lockFile, Semaphore inThisProcess) throws IOException {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } finally {
            inThisProcess.release();
        }
    }

    private static FailureException busy() {
        return new FailureException(new Failure.Busy("the journal of the repository is locked"));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** Proves that the journal of a repository is locked, against this process and all others, until closed. */
public final class JournalLocked implements AutoCloseable {
    private final Path gitDir;
    private final FileChannel lockFile;
    private final Semaphore inThisProcess;
    private boolean held = true;

    JournalLocked(Path gitDir, FileChannel lockFile, Semaphore inThisProcess) {
        this.gitDir = gitDir;
        this.lockFile = lockFile;
        this.inThisProcess = inThisProcess;
    }

    /** @throws IllegalStateException when the lock is of another repository or already given back */
    synchronized void require(Path lockedGitDir) {
        if (!held || !gitDir.equals(lockedGitDir)) {
            throw new IllegalStateException("the journal is not locked");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (held) {
            held = false;
            try {
                lockFile.close();
            } finally {
                inThisProcess.release();
            }
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.object.LockPool.Kind;
import gatehouse.repository.FileName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Our files in {@code annex/othertmp}, which git-annex clears when nobody uses it. Source: Annex/Tmp.hs. */
final class OtherTemporary {
    static final String PREFIX = "gatehouse.";

    /** The lock is held exclusively for as long as it takes to clear the folder. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    private static final AtomicLong NEXT = new AtomicLong();

    private OtherTemporary() {}

    /** Keeps the folder from being cleared. Source: withOtherTmp. */
    static HeldLock use(Annex annex) throws IOException {
        HeldLock lock =
                annex.locks().lock(annex.paths().otherTemporaryLock(), Kind.SHARED, annex.lockFile(), LOCK_WAIT);
        try {
            annex.folders().create(annex.paths().otherTemporary());
            return lock;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** No other file of this process has this name, nor one of another process that runs. */
    static Path name(Annex annex, String purpose) {
        String unique = ProcessHandle.current().pid() + "." + NEXT.getAndIncrement();
        return FileName.in(annex.paths().otherTemporary(), PREFIX + purpose + "." + unique);
    }
}

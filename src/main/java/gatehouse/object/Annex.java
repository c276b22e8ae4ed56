// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.repository.AnnexConfig;
import java.time.Instant;

/** An annex folder as it is configured now, and what works on it. */
record Annex(AnnexFolder paths, Folders folders, Surroundings surroundings) {
    static Annex of(AnnexConfig config, Surroundings surroundings) {
        return new Annex(AnnexFolder.of(config), new Folders(config.gitDir(), FileModes.of(config)), surroundings);
    }

    AnnexConfig config() {
        return paths.config();
    }

    FileModes modes() {
        return folders.modes();
    }

    LockPool locks() {
        return surroundings.locks();
    }

    Instant now() {
        return surroundings.clock().instant();
    }

    /** Whether an object file is its own lock file, as it is below version 10. */
    boolean contentIsLocked() {
        return modes().contentIsLocked();
    }

    /** Makes a lock file, and its folder. */
    LockPool.Creation lockFile() {
        return new LockFileCreation(folders, true);
    }

    /** Makes the lock file of an object, if that has a folder. */
    LockPool.Creation objectLockFile() {
        return new LockFileCreation(folders, false);
    }
}

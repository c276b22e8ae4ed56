// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;

/** An annex folder as it is configured now, and what works on it. */
record Annex(AnnexFolder paths, Folders folders, Surroundings surroundings) {
    static Annex of(AnnexConfig config, Surroundings surroundings) {
        return new Annex(
                new AnnexFolder(config), new Folders(config.gitDir(), FileModes.of(config)), surroundings);
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

    /** Where the object file is, if it is there, whatever is in it. */
    Optional<ObjectLocation> find(Key key) {
        return AnnexFolder.nameable(key)
                ? paths.candidates(key).stream()
                        .filter(at -> Files.isRegularFile(at.file()))
                        .findFirst()
                : Optional.empty();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.LockPool.Creation;
import gatehouse.object.LockPool.Kind;
import gatehouse.repository.FileName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts right what a killed server has left behind. What it takes grows with what was under way then, not with the
 * repository. Partial uploads stay, to be gone on with; the folder of an object that was being removed or locked may
 * stay writable until it is next touched, which does no harm.
 */
record Mending(Annex annex) {
    private static final String LOCK_PREFIX = "lck.";

    /** @return the keys whose content had arrived as an object, though perhaps nobody has been told */
    List<Key> mend() throws IOException {
        List<Key> arrived = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(annex.paths().downloads())) {
            for (Path folder : folders) {
                endTransfers(folder, arrived);
                // One for each client that ever sent something.
                Folders.removeEmpty(folder, 1);
            }
        } catch (NoSuchFileException e) {
            // Nothing was ever received.
        }
        clearOtherTemporary();
        for (TrashFolder folder : TrashFolder.all(annex.paths().trash())) {
            Folders.removeEmpty(folder.path(), 1);
        }
        return arrived;
    }

    /** Whoever died while receiving holds no lock any more. Source: checkTransfer. */
    private void endTransfers(Path folder, List<Key> arrived) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, LOCK_PREFIX + "*")) {
            for (Path file : files) {
                Optional<HeldLock> lock = annex.locks().tryLock(file, Kind.EXCLUSIVE, Creation.NONE);
                if (lock.isPresent()) {
                    try (HeldLock held = lock.get()) {
                        endTransfer(folder, file).ifPresent(arrived::add);
                    }
                }
            }
        }
    }

    private Optional<Key> endTransfer(Path folder, Path lockFile) throws IOException {
        String name = FileName.of(lockFile).substring(LOCK_PREFIX.length());
        Optional<Key> key = Key.ofFileName(name);
        Optional<ObjectLocation> stored = key.isPresent() ? annex.paths().find(key.get()) : Optional.empty();
        if (stored.isPresent()) {
            annex.modes().freezeFolder(stored.get().folder());
        }
        if (key.isPresent()) {
            Files.deleteIfExists(FileName.in(folder, name));
        }
        Files.deleteIfExists(lockFile);
        return stored.isPresent() ? key : Optional.empty();
    }

    private void clearOtherTemporary() throws IOException {
        Path lockFile = annex.paths().otherTemporaryLock();
        Optional<HeldLock> lock = annex.locks().tryLock(lockFile, Kind.EXCLUSIVE, Creation.NONE);
        if (lock.isEmpty()) {
            return;
        }
        try (HeldLock held = lock.get();
                DirectoryStream<Path> ours =
                        Files.newDirectoryStream(annex.paths().otherTemporary(), OtherTemporary.PREFIX + "*")) {
            for (Path file : ours) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // It is made when it is needed.
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.LockPool.Kind;
import gatehouse.repository.FileName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Partial content that nobody writes to now: {@code annex/tmp}. */
record Partials(Annex annex) {
    /** Deletes partials that nobody has gone on with for long, until {@code bytes} are free. @return the bytes freed */
    long reclaim(long bytes) throws IOException {
        return reclaim(bytes, annex.surroundings().stalePartialAge());
    }

    /** Deletes those not written to for {@code age}. @return the bytes freed */
    long reclaim(long bytes, Duration age) throws IOException {
        Instant stale = annex.now().minus(age);
        long freed = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(annex.paths().partials())) {
            for (Path file : files) {
                if (freed >= bytes) {
                    break;
                }
                Optional<FileStatus> status = FileStatus.of(file);
                Optional<Key> key = Key.ofFileName(FileName.of(file)).filter(AnnexFolder::lockable);
                if (key.isPresent()
                        && status.filter(FileStatus::regular).isPresent()
                        && status.get().modified().toInstant().isBefore(stale)
                        && delete(key.get())) {
                    freed += status.get().sizeBytes();
                }
            }
        } catch (NoSuchFileException e) {
            return freed;
        }
        return freed;
    }

    private boolean delete(Key key) throws IOException {
        Path lockFile = annex.paths().downloadLock(key);
        Optional<HeldLock> lock = annex.locks().tryLock(lockFile, Kind.EXCLUSIVE, annex.lockFile());
        if (lock.isEmpty()) {
            return false;
        }
        try (HeldLock held = lock.get()) {
            Files.deleteIfExists(annex.paths().partial(key));
            Files.deleteIfExists(lockFile);
        }
        return true;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.CurrentAnnex.Settled;
import gatehouse.object.LockPool.Creation;
import gatehouse.object.LockPool.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Locks content against removal. Source: Annex/Content.hs lockContentShared, lockContentUsing. */
record ContentLocks(CurrentAnnex current, Unmodified unmodified) {
    /** Empty when the content is not present, or is locked by who removes it. */
    Optional<ContentLock> lockShared(Key key, Duration retention) throws IOException {
        if (!AnnexFolder.lockable(key) || current.annex().paths().find(key).isEmpty()) {
            return Optional.empty();
        }
        Settled settled = current.settle();
        Optional<ContentLock> lock = Optional.empty();
        try {
            lock = lockShared(settled, key, retention);
        } finally {
            if (lock.isEmpty()) {
                settled.close();
            }
        }
        return lock;
    }

    private Optional<ContentLock> lockShared(Settled settled, Key key, Duration retention) throws IOException {
        Annex annex = settled.annex();
        ObjectLocation at = annex.paths().location(key);
        Instant until = annex.now().plus(retention);
        try (Stripes.Held mutex = annex.locks().changing(at.folder())) {
            Optional<HeldLock> held = annex.folders().modify(at.folder(), () -> lock(annex, at, until));
            if (held.isPresent() && !unmodified.present(annex, key)) {
                release(annex, at, held.get());
                return Optional.empty();
            }
            return held.map(lock -> new ContentLock(key, until, () -> unlock(settled, at, lock)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<HeldLock> lock(Annex annex, ObjectLocation at, Instant until) throws IOException {
        Path file = annex.contentIsLocked() ? at.file() : at.lock();
        Creation creation = annex.contentIsLocked() ? Creation.NONE : annex.objectLockFile();
        Optional<HeldLock> held = annex.locks().tryLock(file, Kind.SHARED, creation);
        if (held.isPresent()) {
            try {
                new Retention(annex).extend(at, until);
            } catch (IOException | RuntimeException e) {
                held.get().close();
                throw e;
            }
            held.get().retain(until);
        }
        return held;
    }

    private static void unlock(Settled settled, ObjectLocation at, HeldLock held) throws IOException {
        Annex annex = settled.annex();
        try (settled;
                Stripes.Held mutex = annex.locks().changing(at.folder())) {
            release(annex, at, held);
        }
    }

    /** The last holder leaves nothing behind, unless another process holds the lock file too. */
    private static void release(Annex annex, ObjectLocation at, HeldLock held) throws IOException {
        Kind needed = annex.contentIsLocked() ? Kind.SHARED : Kind.EXCLUSIVE;
        try {
            held.close(
                    needed,
                    retainedUntil -> annex.folders().modify(at.folder(), () -> {
                        if (retainedUntil.isPresent()) {
                            new Retention(annex).dropIf(at, retainedUntil.get());
                        }
                        if (!annex.contentIsLocked()) {
                            Files.deleteIfExists(at.lock());
                        }
                        return Folders.removeEmpty(at.folder(), annex.paths().depth());
                    }));
        } catch (NoSuchFileException e) {
            // Somebody has removed the folder, and with it all there was to release.
        }
    }
}

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
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Removes objects. A file of the work tree that has the content too is left as it is. Source: Annex/Content.hs
 * lockContentForRemoval, removeAnnex.
 */
record Remover(CurrentAnnex current, Unmodified unmodified, Trash trash) {
    /**
     * On what terms something is removed.
     *
     * @param trashed how long it is kept in the trash; zero to remove it at once
     * @param inTime asked when nobody else can lock it any more: whether it may still be removed
     */
    record Terms(Duration trashed, BooleanSupplier inTime) {}

    Removal remove(Key key, Terms terms) throws IOException {
        if (!unmodified.present(current.annex(), key)) {
            return new Removal.WasAbsent();
        }
        if (!AnnexFolder.lockable(key)) {
            return new Removal.Locked();
        }
        try (Settled settled = current.settle()) {
            Annex annex = settled.annex();
            ObjectLocation at = annex.paths().location(key);
            try (Stripes.Held mutex = annex.locks().changing(at.folder())) {
                return annex.folders().modify(at.folder(), () -> remove(annex, at, terms));
            } catch (NoSuchFileException e) {
                return new Removal.WasAbsent();
            }
        }
    }

    private Removal remove(Annex annex, ObjectLocation at, Terms terms) throws IOException {
        Retention retention = new Retention(annex);
        if (retention.inForce(at, annex.now())) {
            return new Removal.Locked();
        }
        Optional<HeldLock> lock = lock(annex, at);
        if (lock.isEmpty()) {
            return Files.exists(at.file()) ? new Removal.Locked() : new Removal.WasAbsent();
        }
        try (HeldLock held = lock.get()) {
            Removal removal = removeLocked(annex, at, terms);
            if (!annex.contentIsLocked()) {
                Files.deleteIfExists(at.lock());
            }
            Path left = Folders.removeEmpty(at.folder(), annex.paths().depth());
            if (removal instanceof Removal.Removed) {
                Folders.syncIfThere(left);
            }
            return removal;
        }
    }

    private static Optional<HeldLock> lock(Annex annex, ObjectLocation at) throws IOException {
        if (!annex.contentIsLocked()) {
            return annex.locks().tryLock(at.lock(), Kind.EXCLUSIVE, annex.objectLockFile());
        }
        Optional<FileStatus> before = FileStatus.of(at.file());
        if (before.isEmpty()) {
            return Optional.empty();
        }
        annex.modes().thawContent(at.file());
        try {
            return annex.locks().tryLock(at.file(), Kind.EXCLUSIVE, Creation.NONE);
        } finally {
            annex.modes().restore(at.file(), before.get().mode());
        }
    }

    private Removal removeLocked(Annex annex, ObjectLocation at, Terms terms) throws IOException {
        Retention retention = new Retention(annex);
        // Who wrote one since we looked had the lock then.
        if (retention.inForce(at, annex.now())) {
            return new Removal.Locked();
        }
        if (!Files.exists(at.file())) {
            return new Removal.WasAbsent();
        }
        if (!terms.inTime().getAsBoolean()) {
            return new Removal.TooLate();
        }
        retention.drop(at);
        if (terms.trashed().isZero()) {
            Files.delete(at.file());
        } else {
            trash.take(annex, at, terms.trashed());
        }
        return new Removal.Removed();
    }
}

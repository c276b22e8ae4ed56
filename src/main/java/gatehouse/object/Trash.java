// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removed objects that are kept for a while, out of git-annex's sight, in the same file system. A rename takes an
 * object there or back, so that at any moment it is in one of both places.
 */
record Trash(CurrentAnnex current, Unmodified unmodified) {
    /** A folder may be purged just when something is to be put there. */
    private static final int MOST_TRIES = 5;

    /** Moves an object into the trash, durably. The object must be locked for removal and its folder thawed. */
    void take(Annex annex, ObjectLocation at, Duration kept) throws IOException {
        Instant now = annex.now();
        TrashFolder folder = TrashFolder.in(annex.paths().trash(), now, now.plus(kept));
        for (int tries = 1; ; tries++) {
            List<Path> changed = annex.folders().create(folder.path());
            try {
                Files.move(at.file(), folder.path().resolve(at.file().getFileName()), StandardCopyOption.ATOMIC_MOVE);
                Folders.sync(folder.path());
                for (Path above : changed) {
                    Folders.sync(above);
                }
                return;
            } catch (NoSuchFileException e) {
                if (tries == MOST_TRIES || !Files.exists(at.file())) {
                    throw e;
                }
            }
        }
    }

    /** What is in the trash, removed first first. */
    List<Trashed> list(int most) throws IOException {
        List<Trashed> all = new ArrayList<>();
        for (TrashFolder folder : TrashFolder.all(current.annex().paths().trash())) {
            if (all.size() == most) {
                break;
            }
            all.addAll(folder.content(most - all.size()));
        }
        return all;
    }

    /** Makes the content that was removed last an object again. */
    Undeletion undelete(Key key) throws IOException {
        Annex annex = current.annex();
        if (unmodified.present(annex, key)) {
            return new Undeletion.AlreadyThere();
        }
        if (!AnnexFolder.nameable(key)) {
            return new Undeletion.NotInTrash();
        }
        for (TrashFolder folder : TrashFolder.all(annex.paths().trash()).reversed()) {
            Path file = folder.file(key);
            Optional<FileStatus> status = FileStatus.of(file);
            if (status.isPresent()) {
                long size = status.get().sizeBytes();
                return key.sizeBytes().orElse(size) == size ? restore(annex, key, file) : new Undeletion.WrongSize();
            }
        }
        return new Undeletion.NotInTrash();
    }

    private Undeletion restore(Annex annex, Key key, Path file) throws IOException {
        Placement placement = new Placement(annex, unmodified);
        try {
            placement.freeze(file);
            return placement.place(key, file) ? new Undeletion.Restored() : new Undeletion.AlreadyThere();
        } catch (NoSuchFileException e) {
            return new Undeletion.NotInTrash();
        }
    }

    /** Deletes what has expired. @return the bytes that were freed */
    long purge() throws IOException {
        Annex annex = current.annex();
        Instant now = annex.now();
        long freed = 0;
        for (TrashFolder folder : TrashFolder.all(annex.paths().trash())) {
            if (!folder.expiresAt().isAfter(now)) {
                freed += delete(folder, Long.MAX_VALUE);
            }
        }
        return freed;
    }

    /** Deletes what was removed first until {@code bytes} are free. @return the bytes that were freed */
    long reclaim(long bytes) throws IOException {
        long freed = 0;
        for (TrashFolder folder : TrashFolder.all(current.annex().paths().trash())) {
            if (freed >= bytes) {
                break;
            }
            freed += delete(folder, bytes - freed);
        }
        return freed;
    }

    /** Deletes from one folder until {@code bytes} are free, and the folder when it is empty then; durably. */
    private static long delete(TrashFolder folder, long bytes) throws IOException {
        long freed = 0;
        for (Trashed trashed : folder.content(Integer.MAX_VALUE)) {
            if (freed >= bytes) {
                break;
            }
            if (Files.deleteIfExists(folder.file(trashed.key()))) {
                freed += trashed.sizeBytes();
            }
        }
        Folders.sync(Folders.removeEmpty(folder.path(), 1));
        return freed;
    }
}

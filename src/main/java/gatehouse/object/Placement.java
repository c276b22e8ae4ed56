// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.Unmodified.KeyFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Puts files in place as objects. Source: Annex/Content.hs moveAnnex. */
record Placement(Annex annex, Unmodified unmodified) {
    /** Other processes may remove the folders that we make, as long as they are empty. */
    private static final int MOST_TRIES = 10;

    /**
     * Moves a file into place, durably; or removes it when there is a good object already.
     *
     * @param file verified, frozen, durable, on the same file system, and closed
     * @return false when there was one already
     */
    boolean place(Key key, Path file) throws IOException {
        ObjectLocation home = annex.paths().home(key);
        try (Stripes.Held mutex = annex.locks().changing(home.folder())) {
            for (int tries = 1; ; tries++) {
                ObjectLocation at = annex.paths().location(key);
                if (isThere(key, at)) {
                    Files.deleteIfExists(file);
                    return false;
                }
                try {
                    move(file, at);
                    return true;
                } catch (NoSuchFileException | AccessDeniedException e) {
                    if (tries == MOST_TRIES || !Files.exists(file)) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Whether there is an object that is good, and durable whoever has stored it. */
    private boolean isThere(Key key, ObjectLocation at) throws IOException {
        Optional<FileStatus> status = FileStatus.of(at.file());
        if (status.isEmpty() || !unmodified.isUnmodified(annex, new KeyFile(key, at), status.get())) {
            return false;
        }
        try (SharedChannel channel = annex.locks().read(at.file())) {
            channel.channel().force(true);
            Folders.sync(at.folder());
            return true;
        } catch (NoSuchFileException e) {
            // Another process has removed it since it was looked at.
            return false;
        }
    }

    private void move(Path file, ObjectLocation at) throws IOException {
        List<Path> changed = annex.folders().create(at.folder());
        annex.folders().modify(at.folder(), () -> Files.move(file, at.file(), StandardCopyOption.ATOMIC_MOVE));
        Folders.syncIfThere(at.folder());
        for (Path folder : changed) {
            Folders.syncIfThere(folder);
        }
    }

    /** Freezes a file and makes it durable. */
    void freeze(Path file) throws IOException {
        annex.modes().freezeContent(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

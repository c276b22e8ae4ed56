// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes and removes the folders of an annex. Source: Annex/Perms.hs, Annex/Content.hs cleanObjectDirs. */
record Folders(Path gitDir, FileModes modes) {
    private static final int MOST_TRIES = 5;

    /** Work on the entries of a folder. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Makes the folder and those above it, as far as they are missing.
     *
     * @return the folders that got a new entry, which {@link #sync} makes durable; highest first
     */
    List<Path> create(Path folder) throws IOException {
        List<Path> changed = new ArrayList<>();
        create(folder, changed);
        return changed;
    }

    private void create(Path folder, List<Path> changed) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (!folder.startsWith(gitDir) || folder.equals(gitDir)) {
            throw new NoSuchFileException(gitDir.toString());
        }
        Path parent = Objects.requireNonNull(folder.getParent());
        create(parent, changed);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        modes.shareFolder(folder);
        changed.add(parent);
    }

    /**
     * Thaws the folder of an object for some work in it. The work is tried again when another process has frozen the
     * folder meanwhile. Source: modifyContentDirWhenExists.
     */
    <T> T modify(Path folder, Work<T> work) throws IOException {
        for (int tries = 1; ; tries++) {
            modes.thawFolder(folder);
            try {
                return work.run();
            } catch (AccessDeniedException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            } finally {
                freezeIfThere(folder);
            }
        }
    }

    private void freezeIfThere(Path folder) throws IOException {
        try {
            modes.freezeFolder(folder);
        } catch (NoSuchFileException e) {
            // The work, or another process, has removed it.
        }
    }

    /** Makes the entries of the folder durable. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** As {@link #sync}; a folder that is gone was empty, as when another process has removed what was just stored. */
    static void syncIfThere(Path folder) throws IOException {
        try {
            sync(folder);
        } catch (NoSuchFileException e) {
            // Nothing is left in it to be made durable.
        }
    }

    /**
     * Removes the folder and those above it, {@code most} in all, up to the first that is not empty.
     *
     * @return the first that is left
     */
    static Path removeEmpty(Path folder, int most) {
        Path at = folder;
        for (int i = 0; i < most; i++) {
            try {
                Files.deleteIfExists(at);
            } catch (IOException e) {
                return at;
            }
            at = Objects.requireNonNull(at.getParent());
        }
        return at;
    }
}

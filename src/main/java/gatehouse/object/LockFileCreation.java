// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Makes lock files with the mode git-annex gives them. Source: annexFileMode.
 *
 * @param makesFolders whether the folder of the file is made too when it is missing
 */
record LockFileCreation(Folders folders, boolean makesFolders) implements LockPool.Creation {
    @Override
    public void ensure(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            create(file);
        } catch (NoSuchFileException e) {
            if (!makesFolders) {
                throw e;
            }
            folders.create(Objects.requireNonNull(file.getParent()));
            create(file);
        }
    }

    private void create(Path file) throws IOException {
        try {
            Files.createFile(file);
            folders.modes().shareFile(file);
        } catch (FileAlreadyExistsException e) {
            // Another was quicker; we share it.
        }
    }
}

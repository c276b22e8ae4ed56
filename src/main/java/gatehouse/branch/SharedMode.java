// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.AnnexConfig.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Gives what we make in a shared repository the mode that its other users need. Source: Annex/Perms.hs. */
final class SharedMode {
    private static final Set<PosixFilePermission> GROUP =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE);
    private static final Set<PosixFilePermission> EXECUTE =
            EnumSet.of(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE);

    private SharedMode() {}

    static void apply(Sharing sharing, Path path) throws IOException {
        if (sharing instanceof Sharing.Unshared) {
            return;
        }
        boolean folder = Files.isDirectory(path);
        Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        switch (sharing) {
            case Sharing.Unshared unshared -> {}
            case Sharing.Group group -> mode.addAll(GROUP);
            case Sharing.Everybody everybody -> {
                mode.addAll(GROUP);
                mode.add(PosixFilePermission.OTHERS_READ);
                if (folder) {
                    mode.add(PosixFilePermission.OTHERS_EXECUTE);
                }
            }
            case Sharing.Umask umask -> {
                mode = ofBits(folder ? umask.mode() | (umask.mode() & 0444) >> 2 : umask.mode());
            }
        }
        if (folder) {
            mode.addAll(EXECUTE);
        }
        Files.setPosixFilePermissions(path, mode);
    }

    /** Makes the folder and those above it where missing. */
    static void createFolders(Sharing sharing, Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.getParent();
        if (above != null) {
            createFolders(sharing, above);
        }
        try {
            Files.createDirectory(folder);
            apply(sharing, folder);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static Set<PosixFilePermission> ofBits(int bits) {
        // The constants stand from owner read (0400) to others execute (0001).
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((bits & 0400 >> permission.ordinal()) != 0) {
                mode.add(permission);
            }
        }
        return mode;
    }
}

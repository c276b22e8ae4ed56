// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.AnnexConfig.Sharing;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/**
 * The permission bits that git-annex gives to what is in the annex folder. Those below 10 lock the content itself,
 * which whoever shares the repository must then be able to write. In a shared repository a file may be another user's,
 * so that failure to change its mode is no error. Source: Annex/Perms.hs.
 *
 * @param contentIsLocked whether the object file is its own lock file
 */
record FileModes(Sharing sharing, boolean contentIsLocked) {
    private static final int READ = 0444;
    private static final int WRITE = 0222;
    private static final int EXECUTE = 0111;
    private static final int OWNER_READ = 0400;
    private static final int OWNER_WRITE = 0200;
    private static final int OWNER_AND_GROUP = 0660;
    private static final int OWNER_AND_GROUP_WRITE = 0220;
    private static final int OWNER_AND_GROUP_EXECUTE = 0110;
    private static final int GROUP = 0060;
    private static final int SET_GROUP_ID = 02000;

    static FileModes of(AnnexConfig config) {
        return new FileModes(config.sharing(), config.version() < AnnexConfig.NEWEST_VERSION);
    }

    /** Source: freezeContent. */
    void freezeContent(Path file) throws IOException {
        change(file, this::frozenContent);
    }

    private int frozenContent(int mode) {
        return switch (sharing) {
            case Sharing.Unshared u -> (mode | OWNER_READ) & ~WRITE;
            case Sharing.Group g ->
                contentIsLocked ? mode | OWNER_AND_GROUP : (mode | (OWNER_AND_GROUP & READ)) & ~WRITE;
            case Sharing.Everybody e -> contentIsLocked ? mode | READ | WRITE : (mode | READ) & ~WRITE;
            case Sharing.Umask u -> contentIsLocked ? u.mode() : u.mode() & ~WRITE;
        };
    }

    /** Source: thawContent. */
    void thawContent(Path file) throws IOException {
        change(file, mode -> switch (sharing) {
            case Sharing.Unshared u -> mode | OWNER_WRITE;
            case Sharing.Group g -> mode | OWNER_AND_GROUP;
            case Sharing.Everybody e -> mode | OWNER_AND_GROUP;
            case Sharing.Umask u -> u.mode();
        });
    }

    /** Gives a file the mode again that it had before {@link #thawContent}. */
    void restore(Path file, int mode) throws IOException {
        change(file, thawed -> mode);
    }

    /** Whether a frozen object may have this mode, so that no one has been able to edit it since. */
    boolean isFrozen(int mode) {
        return (mode & WRITE) == 0 || (contentIsLocked && !(sharing instanceof Sharing.Unshared));
    }

    /** Source: freezeContentDir. */
    void freezeFolder(Path folder) throws IOException {
        change(folder, mode -> switch (sharing) {
            case Sharing.Unshared u -> mode & ~WRITE;
            case Sharing.Group g -> mode | OWNER_AND_GROUP;
            case Sharing.Everybody e -> mode | OWNER_AND_GROUP;
            case Sharing.Umask u -> folderMode(u.mode() & ~OWNER_WRITE);
        });
    }

    /** Source: thawContentDir. */
    void thawFolder(Path folder) throws IOException {
        change(folder, mode -> switch (sharing) {
            case Sharing.Unshared u -> mode | OWNER_WRITE;
            case Sharing.Group g -> mode | OWNER_WRITE;
            case Sharing.Everybody e -> mode | OWNER_WRITE;
            case Sharing.Umask u -> folderMode(u.mode()) | OWNER_WRITE;
        });
    }

    /** Of a folder just made. Source: setAnnexDirPerm. */
    void shareFolder(Path folder) throws IOException {
        change(folder, mode -> switch (sharing) {
            case Sharing.Unshared u -> mode;
            case Sharing.Group g -> mode | OWNER_AND_GROUP | OWNER_AND_GROUP_EXECUTE;
            case Sharing.Everybody e -> mode | READ | OWNER_AND_GROUP_WRITE | EXECUTE;
            case Sharing.Umask u -> folderMode(u.mode());
        });
    }

    /** Of a file just made that is not content: a lock file, say. Source: setAnnexFilePerm, annexFileMode. */
    void shareFile(Path file) throws IOException {
        change(file, mode -> switch (sharing) {
            case Sharing.Unshared u -> mode;
            case Sharing.Group g -> mode | OWNER_AND_GROUP;
            case Sharing.Everybody e -> mode | READ | OWNER_AND_GROUP_WRITE;
            case Sharing.Umask u -> u.mode();
        });
    }

    /** Source: umaskSharedDirectory. */
    private static int folderMode(int fileMode) {
        int search = (fileMode & READ) >> 2;
        return fileMode | search | ((fileMode & GROUP) == 0 ? 0 : SET_GROUP_ID);
    }

    private void change(Path file, IntUnaryOperator to) throws IOException {
        if (sharing instanceof Sharing.Unshared) {
            set(file, to);
            return;
        }
        try {
            set(file, to);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            // Another user's file, with the mode that user gave it.
        }
    }

    private static void set(Path file, IntUnaryOperator to) throws IOException {
        int before = (Integer) Files.getAttribute(file, "unix:mode") & 07777;
        int after = to.applyAsInt(before);
        if (after != before) {
            Files.setAttribute(file, "unix:mode", after);
        }
    }
}

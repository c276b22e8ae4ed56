// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What one stat of a file tells.
 *
 * @param mode permission bits, with set-id and sticky bits
 * @param modified of the content
 * @param changed of the content or of the inode
 */
record FileStatus(
        InodeNumber inode, int links, int mode, long sizeBytes, boolean regular, FileTime modified, FileTime changed) {
    private static final String WANTED = "unix:dev,ino,nlink,mode,size,isRegularFile,lastModifiedTime,ctime";
    private static final int PERMISSIONS = 07777;

    /** A file of this machine, for as long as it exists. */
    record InodeNumber(long device, long number) {}

    /** The content of a file that nobody wrote to. Source: Utility/InodeCache.hs. */
    record InodeCache(InodeNumber inode, long sizeBytes, FileTime modified) {}

    /** Empty when there is no such file. Symbolic links are followed. */
    static Optional<FileStatus> of(Path file) throws IOException {
        try {
            Map<String, Object> all = Files.readAttributes(file, WANTED);
            return Optional.of(new FileStatus(
                    new InodeNumber(of(all, "dev", Long.class), of(all, "ino", Long.class)),
                    of(all, "nlink", Integer.class),
                    of(all, "mode", Integer.class) & PERMISSIONS,
                    of(all, "size", Long.class),
                    of(all, "isRegularFile", Boolean.class),
                    of(all, "lastModifiedTime", FileTime.class),
                    of(all, "ctime", FileTime.class)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static <T> T of(Map<String, Object> all, String attribute, Class<T> type) {
        return type.cast(Objects.requireNonNull(all.get(attribute), attribute));
    }

    InodeCache inodeCache() {
        return new InodeCache(inode, sizeBytes, modified);
    }
}

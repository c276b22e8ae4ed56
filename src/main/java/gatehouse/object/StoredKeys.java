// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.repository.FileName;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;

/** Which object files there are, one after the other; what comes or goes meanwhile may be missed. */
record StoredKeys(AnnexFolder folder) {
    /** Source: Annex/Content.hs listKeys. */
    void each(ObjectStore.Each each) throws IOException {
        int depth = folder.depth() + 1;
        Files.walkFileTree(folder.objects(), EnumSet.noneOf(java.nio.file.FileVisitOption.class), depth, visitor(each));
    }

    private static SimpleFileVisitor<Path> visitor(ObjectStore.Each each) {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path own = Objects.requireNonNull(file.getParent());
                if (attributes.isRegularFile() && Objects.equals(own.getFileName(), file.getFileName())) {
                    Optional<Key> key = Key.ofFileName(FileName.of(file));
                    if (key.isPresent()) {
                        each.key(key.get());
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return passed(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @org.jspecify.annotations.Nullable IOException failure)
                    throws IOException {
                return failure == null ? FileVisitResult.CONTINUE : passed(failure);
            }
        };
    }

    /** A folder that goes while it is looked at is no failure. */
    private static FileVisitResult passed(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.repository.FileName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was put into the trash in one second, to be kept equally long. Its name is both times, in seconds since 1970; in
 * it are object files, named as always.
 */
record TrashFolder(Path path, Instant removedAt, Instant expiresAt) {
    private static final Pattern NAME = Pattern.compile("([0-9]{1,12})-([0-9]{1,12})");

    static TrashFolder in(Path trash, Instant removedAt, Instant expiresAt) {
        String name = removedAt.getEpochSecond() + "-" + expiresAt.getEpochSecond();
        return new TrashFolder(FileName.in(trash, name), removedAt, expiresAt);
    }

    /** All there are, oldest first. What has no such name is not ours. */
    static List<TrashFolder> all(Path trash) throws IOException {
        List<TrashFolder> all = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(trash)) {
            for (Path path : names) {
                Matcher name = NAME.matcher(FileName.of(path));
                if (name.matches()) {
                    all.add(new TrashFolder(path, instant(name.group(1)), instant(name.group(2))));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        all.sort(Comparator.comparing(TrashFolder::removedAt).thenComparing(TrashFolder::expiresAt));
        return all;
    }

    private static Instant instant(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    /** What is in it, {@code most} at most. */
    List<Trashed> content(int most) throws IOException {
        List<Trashed> content = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Optional<Key> key = Key.ofFileName(FileName.of(file));
                Optional<FileStatus> status = FileStatus.of(file);
                if (key.isPresent() && status.isPresent() && content.size() < most) {
                    content.add(new Trashed(key.get(), status.get().sizeBytes(), removedAt, expiresAt));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return content;
    }

    Path file(Key key) {
        return FileName.in(path, key.fileName());
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.AnnexConfig.Sharing;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/**
 * Git objects on their way into a repository. They are written beside its object folder, synced, and only then moved
 * in: after a crash nothing half-written is found under an object's name. Few become loose objects, many one pack. Even
 * an object that the repository has is written anew, since the old one may be about to be pruned. Needs the journal's
 * lock.
 */
final class NewObjects implements AutoCloseable {
    /** A pack costs every reader a little, a loose object costs us one sync. */
    private static final int MOST_LOOSE = 48;

    private static final int MOST_LOOSE_BYTES = 1 << 20;

    /** Bounds the memory that the index of a pack needs while it is written. */
    private static final int MOST_IN_PACK = 200_000;

    /** git's own prune, too, removes folders that begin like this. */
    private static final String FOLDER = "tmp_objdir-branch-";

    private record Waiting(int type, byte[] content) {}

    private final FileRepository repository;
    private final Sharing sharing;
    private final List<Waiting> waiting = new ArrayList<>();
    private long waitingBytes;
    private @Nullable Path folder;
    private @Nullable NewPack pack;

    NewObjects(FileRepository repository, Sharing sharing) {
        this.repository = repository;
        this.sharing = sharing;
    }

    /** @param type of {@link org.eclipse.jgit.lib.Constants} */
    ObjectId insert(int type, byte[] content) throws IOException {
        NewPack open = pack;
        if (open != null) {
            if (open.count() == MOST_IN_PACK) {
                open.finish();
                open.close();
                open = new NewPack(open.folder());
                pack = open;
            }
            return open.insert(type, content);
        }
        waiting.add(new Waiting(type, content));
        waitingBytes += content.length;
        if (waiting.size() > MOST_LOOSE || waitingBytes > MOST_LOOSE_BYTES) {
            beginPack();
        }
        return NewPack.id(type, content);
    }

    /** Returns when the repository has the objects and no crash can take them away again. */
    void keep() throws IOException {
        if (pack != null) {
            pack.finish();
        } else {
            writeLoose();
        }
        moveIn();
    }

    @Override
    public void close() throws IOException {
        if (pack != null) {
            pack.close();
        }
        if (folder != null) {
            Durable.removeFolder(folder);
        }
    }

    private Path begin() throws IOException {
        Path objects = repository.getObjectsDirectory().toPath();
        removeLeftovers(objects);
        Path begun = Files.createTempDirectory(objects, FOLDER);
        folder = begun;
        return begun;
    }

    /** What a killed process left: the journal's lock, which is held here, keeps all others out. */
    private static void removeLeftovers(Path objects) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(objects, FOLDER + "*")) {
            for (Path leftover : leftovers) {
                Durable.removeFolder(leftover);
            }
        }
    }

    private void beginPack() throws IOException {
        NewPack begun = new NewPack(Files.createDirectory(begin().resolve("pack")));
        pack = begun;
        for (Waiting object : waiting) {
            begun.insert(object.type, object.content);
        }
        waiting.clear();
    }

    private void writeLoose() throws IOException {
        Path begun = begin();
        try (ObjectDirectory directory =
                        new ObjectDirectory(repository.getConfig(), begun.toFile(), null, repository.getFS(), null);
                ObjectInserter inserter = directory.newInserter()) {
            for (Waiting object : waiting) {
                inserter.insert(object.type, object.content);
            }
        }
    }

    private void moveIn() throws IOException {
        Path from = java.util.Objects.requireNonNull(folder);
        Path objects = repository.getObjectsDirectory().toPath();
        Set<Path> changed = new LinkedHashSet<>();
        List<Path> files;
        try (Stream<Path> found = Files.walk(from)) {
            // An index makes its pack known, so it comes last.
            files = found.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> file.toString().endsWith(".idx")))
                    .toList();
        }
        for (Path file : files) {
            Durable.sync(file);
            Path place = objects.resolve(from.relativize(file).toString());
            Path folder = Objects.requireNonNull(place.getParent());
            if (!Files.isDirectory(folder)) {
                SharedMode.createFolders(sharing, folder);
                changed.add(objects);
            }
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            changed.add(folder);
        }
        for (Path folderChanged : changed) {
            Durable.sync(folderChanged);
        }
        for (Path file : files) {
            if (file.toString().endsWith(".pack")) {
                repository.openPack(
                        objects.resolve(from.relativize(file).toString()).toFile());
            }
        }
    }
}

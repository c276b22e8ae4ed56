// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A repository that a server serves, as it lies on disk, looked at with real git-annex.
 *
 * @param gitFolder that of git: the repository itself when it is bare
 */
record ServedRepository(Machine machine, Path folder, Path gitFolder, String uuid) {
    private static final Pattern ALLOWED =
            Pattern.compile("No known copies exist of|fsck: \\d+ failed|trustworthy copies exist|Back it up|numcopies");

    /** A new bare repository, as a hosting site has it. */
    static ServedRepository bare(Machine machine, Path folder) {
        machine.git(folder.getParent(), "init", "-q", "--bare", folder.toString())
                .ok();
        return initialised(machine, folder, folder);
    }

    /** A new repository with files, as a user at home has it. */
    static ServedRepository withFiles(Machine machine, Path folder) {
        machine.git(folder.getParent(), "init", "-q", folder.toString()).ok();
        return initialised(machine, folder, folder.resolve(".git"));
    }

    private static ServedRepository initialised(Machine machine, Path folder, Path gitFolder) {
        machine.annex(folder, "init", "-q", "served").ok();
        String uuid = machine.git(folder, "config", "annex.uuid").ok().line();
        return new ServedRepository(machine, folder, gitFolder, uuid);
    }

    String name() {
        return folder.getFileName().toString();
    }

    Ran git(String... arguments) {
        return machine.git(folder, arguments);
    }

    Ran annex(String... arguments) {
        return machine.annex(folder, arguments);
    }

    /** The object files: by name, their paths. */
    SortedMap<String, Path> objects() {
        SortedMap<String, Path> objects = new TreeMap<>();
        for (Path file : filesBelow(gitFolder.resolve("annex/objects"))) {
            Path name = file.getFileName();
            if (name.equals(file.getParent().getFileName())) {
                objects.put(name.toString(), file);
            }
        }
        return objects;
    }

    /** What lies in annex/tmp: partial uploads and leftovers. */
    List<Path> partial() {
        return filesBelow(gitFolder.resolve("annex/tmp"));
    }

    /** Lock files of uploads that are under way, or were when their server was killed. */
    List<Path> transferLocks() {
        return filesBelow(gitFolder.resolve("annex/transfer/download"));
    }

    /** Every file below the folder, as a path relative to it; the snapshot by which a stray file is found. */
    List<String> tree() {
        return filesBelow(folder).stream()
                .map(file -> folder.relativize(file).toString())
                .sorted()
                .toList();
    }

    /** Whether git-annex, its journal included, knows the key to be in this repository. */
    boolean isLogged(String key) {
        return annex("readpresentkey", key, uuid).exit() == 0;
    }

    /**
     * Has git-annex check every object and log, once the server has committed what it did; it may only complain of keys
     * that are nowhere, or in too few places.
     */
    void isSound() {
        if (!ServerUnderTest.isReference()) {
            Poll.until(
                    "the branch knows every object",
                    () -> BranchContent.of(this).hereCount() == objects().size());
        }
        Ran fsck = annex("fsck");
        assertThat(fsck.output()).doesNotContain("fixing location", "Bad file", "moved to");
        assertThat(fsck.errors().lines().filter(line -> !line.isBlank()))
                .allMatch(line -> ALLOWED.matcher(line).find(), "no complaint but of missing copies");
        git("fsck", "--strict").ok();
    }

    /** Those there when it is looked; what goes meanwhile may or may not be among them. */
    static List<Path> filesBelow(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (Files.isRegularFile(file)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}

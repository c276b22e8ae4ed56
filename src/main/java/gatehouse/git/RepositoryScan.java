// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds the git repositories below a folder. What is inside of a repository is not looked at. A link to a repository is
 * followed, a link to another folder is not. A linked work tree counts as the repository that it belongs to. Source:
 * Command/P2PHttp.hs findRepos, Git/Construct.hs checkForRepo.
 */
final class RepositoryScan {
    private static final Logger LOG = Logger.getLogger(RepositoryScan.class.getName());
    private static final int DEEPEST = 32;
    private static final String GIT_FILE_START = "gitdir: ";
    private static final int LONGEST_GIT_FILE_BYTES = 8192;

    private final List<Found> found = new ArrayList<>();
    private final List<Path> unread = new ArrayList<>();

    private RepositoryScan() {}

    /** @param gitDir absolute and without links; differs from {@code path} where there is a work tree */
    record Found(Path path, Path gitDir) {
        /** Whether the repository is kept at another place than where it was found. */
        boolean elsewhere() {
            return !gitDir.startsWith(path);
        }
    }

    static RepositoryScan below(Path folder) {
        RepositoryScan scan = new RepositoryScan();
        scan.visit(folder, DEEPEST);
        scan.found.sort(Comparator.comparing(Found::elsewhere).thenComparing(Found::path));
        return scan;
    }

    /** In the order of their paths, those that are kept elsewhere last. */
    List<Found> found() {
        return found;
    }

    /** Folders that could not be listed now, so that nobody knows what is in them. */
    List<Path> unread() {
        return unread;
    }

    private void visit(Path folder, int depth) {
        if (take(folder) || depth == 0) {
            return;
        }
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            for (Path path : inside) {
                if (RepositoryCreation.unfinished(path)) {
                    continue;
                }
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    visit(path, depth - 1);
                } else if (Files.isSymbolicLink(path)) {
                    take(path);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
            // Gone meanwhile, or not for us to read.
            LOG.log(Level.FINE, "not looked into", e);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "cannot be listed now: {0}", e.toString());
            unread.add(folder);
        }
    }

    private boolean take(Path folder) {
        Optional<Path> gitDir = gitDir(folder);
        if (gitDir.isEmpty()) {
            return false;
        }
        try {
            found.add(new Found(folder, gitDir.get().toRealPath()));
        } catch (IOException e) {
            LOG.log(Level.FINE, "gone", e);
        }
        return true;
    }

    /** Where the repository is kept whose folder this is. */
    static Optional<Path> gitDir(Path folder) {
        Path inside = folder.resolve(".git");
        if (Files.isDirectory(inside)) {
            return whole(inside);
        }
        if (Files.isRegularFile(inside)) {
            return linked(folder, inside);
        }
        return isGitDir(folder) ? Optional.of(folder) : Optional.empty();
    }

    /** Submodules and work trees have a file that says where the repository is. */
    private static Optional<Path> linked(Path folder, Path gitFile) {
        return line(gitFile)
                .filter(text -> text.startsWith(GIT_FILE_START))
                .flatMap(text -> whole(folder.resolve(text.substring(GIT_FILE_START.length()))));
    }

    /** The folder itself, or where it is that of a linked work tree, the one that has the config and the objects. */
    private static Optional<Path> whole(Path gitDir) {
        Path whole = line(gitDir.resolve("commondir")).map(gitDir::resolve).orElse(gitDir);
        return isGitDir(whole) ? Optional.of(whole) : Optional.empty();
    }

    private static Optional<String> line(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_GIT_FILE_BYTES) {
                return Optional.empty();
            }
            String text = Files.readString(file).strip();
            return Optional.of(Path.of(text).toString());
        } catch (IOException | InvalidPathException e) {
            LOG.log(Level.FINE, "not a git file", e);
            return Optional.empty();
        }
    }

    private static boolean isGitDir(Path folder) {
        return Files.isRegularFile(folder.resolve("config"))
                && Files.isDirectory(folder.resolve("objects"))
                && Files.exists(folder.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS);
    }
}

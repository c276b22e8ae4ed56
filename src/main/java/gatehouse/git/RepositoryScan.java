// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds the git repositories below a folder. What is inside of a repository is not looked at, links to folders are not
 * followed. Source: Command/P2PHttp.hs findRepos.
 */
final class RepositoryScan {
    private static final Logger LOG = Logger.getLogger(RepositoryScan.class.getName());
    private static final int DEEPEST = 32;
    private static final String GIT_FILE_START = "gitdir: ";
    private static final int LONGEST_GIT_FILE_BYTES = 8192;

    private RepositoryScan() {}

    /** @param gitDir absolute; differs from {@code path} where there is a work tree */
    record Found(Path path, Path gitDir) {}

    static List<Found> below(Path folder) {
        List<Found> found = new ArrayList<>();
        visit(folder.toAbsolutePath().normalize(), DEEPEST, found);
        return found;
    }

    private static void visit(Path folder, int depth, List<Found> found) {
        Optional<Path> gitDir = gitDir(folder);
        if (gitDir.isPresent()) {
            found.add(new Found(folder, gitDir.get()));
            return;
        }
        if (depth == 0) {
            return;
        }
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            for (Path path : inside) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !RepositoryCreation.unfinished(path)) {
                    visit(path, depth - 1, found);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Gone meanwhile, or not for us to read.
            LOG.log(Level.FINE, "not looked into", e);
        }
    }

    private static Optional<Path> gitDir(Path folder) {
        if (isGitDir(folder)) {
            return Optional.of(folder);
        }
        Path inside = folder.resolve(".git");
        if (isGitDir(inside)) {
            return Optional.of(inside);
        }
        return Files.isRegularFile(inside) ? linked(folder, inside) : Optional.empty();
    }

    /** A submodule keeps its repository elsewhere; a linked work tree is not a repository of its own. */
    private static Optional<Path> linked(Path folder, Path gitFile) {
        try {
            if (Files.size(gitFile) > LONGEST_GIT_FILE_BYTES) {
                return Optional.empty();
            }
            String text = Files.readString(gitFile).strip();
            if (!text.startsWith(GIT_FILE_START)) {
                return Optional.empty();
            }
            Path target = folder.resolve(text.substring(GIT_FILE_START.length())).normalize();
            return isGitDir(target) ? Optional.of(target) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.FINE, "not a git file", e);
            return Optional.empty();
        }
    }

    private static boolean isGitDir(Path folder) {
        return Files.isRegularFile(folder.resolve("config"))
                && Files.isDirectory(folder.resolve("objects"))
                && Files.exists(folder.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)
                && !Files.exists(folder.resolve("commondir"));
    }
}

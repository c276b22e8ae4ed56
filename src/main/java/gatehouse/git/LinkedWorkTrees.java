// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.lib.Repository;

/** The work trees that {@code git worktree} has linked to a repository. Source: gitrepository-layout worktrees. */
final class LinkedWorkTrees {
    private static final String SYMBOLIC = "ref: ";

    private LinkedWorkTrees() {}

    /** Full names of the branches that are checked out in them. */
    static Set<String> branches(Repository repository) throws IOException {
        Set<String> branches = new HashSet<>();
        Path all = repository.getCommonDirectory().toPath().resolve("worktrees");
        if (!Files.isDirectory(all)) {
            return branches;
        }
        try (DirectoryStream<Path> workTrees = Files.newDirectoryStream(all)) {
            for (Path workTree : workTrees) {
                String head = head(workTree);
                if (head.startsWith(SYMBOLIC)) {
                    branches.add(head.substring(SYMBOLIC.length()).strip());
                }
            }
        }
        return branches;
    }

    private static String head(Path workTree) throws IOException {
        try {
            return Files.readString(workTree.resolve("HEAD"));
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}

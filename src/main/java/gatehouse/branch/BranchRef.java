// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;

/** The ref of the git-annex branch: advanced only from the tip that was read, and durably. */
final class BranchRef {
    static final String NAME = "refs/heads/git-annex";

    private final Repository repository;

    BranchRef(Repository repository) {
        this.repository = repository;
    }

    Optional<ObjectId> tip() throws IOException {
        return Optional.ofNullable(repository.exactRef(NAME)).map(Ref::getObjectId);
    }

    /**
     * @param expected the zero id when the branch is to be made
     * @return false when the tip is another by now, and nothing is changed
     * @throws IOException when the ref cannot be written
     */
    boolean advance(ObjectId expected, ObjectId commit) throws IOException {
        syncRefs();
        RefUpdate update = repository.updateRef(NAME);
        update.setExpectedOldObjectId(expected);
        update.setNewObjectId(commit);
        update.disableRefLog();
        RefUpdate.Result result;
        try (RevWalk walk = new RevWalk(repository)) {
            result = update.update(walk);
        }
        switch (result) {
            case NEW, FAST_FORWARD, NO_CHANGE -> {
                sync();
                return true;
            }
            case LOCK_FAILURE, REJECTED -> {
                return false;
            }
            default -> throw new IOException("the git-annex branch cannot be updated: " + result);
        }
    }

    /** Has JGit sync a ref's new file before it takes the old one's place; not saved in the repository's config. */
    private void syncRefs() {
        StoredConfig config = repository.getConfig();
        if (!config.getBoolean("core", "fsyncreffiles", false)) {
            config.setBoolean("core", null, "fsyncreffiles", true);
        }
    }

    private void sync() throws IOException {
        Path refs = repository.getCommonDirectory().toPath().resolve("refs");
        Path heads = refs.resolve("heads");
        if (Files.isRegularFile(heads.resolve("git-annex"))) {
            Durable.sync(heads.resolve("git-annex"));
            Durable.sync(heads);
            Durable.sync(refs);
        }
        Path tables = repository.getCommonDirectory().toPath().resolve("reftable");
        if (Files.isDirectory(tables)) {
            try (Stream<Path> files = Files.list(tables)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Durable.sync(file);
                }
            }
            Durable.sync(tables);
        }
    }
}

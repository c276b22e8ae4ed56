// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
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

    /** Another's update of the ref takes milliseconds. */
    private static final int MOST_TRIES = 40;

    private static final long PAUSE_MILLIS = 10;
    private static final Duration STALE = Duration.ofMinutes(1);

    private final Repository repository;
    private final InstantSource clock;

    BranchRef(Repository repository, InstantSource clock) {
        this.repository = repository;
        this.clock = clock;
    }

    Optional<ObjectId> tip() throws IOException {
        return tip(repository);
    }

    static Optional<ObjectId> tip(Repository repository) throws IOException {
        return Optional.ofNullable(repository.exactRef(NAME)).map(Ref::getObjectId);
    }

    /** What an update may do with the commits that the branch has. */
    private enum History {
        KEPT,
        FORGOTTEN
    }

    /**
     * @param expected the zero id when the branch is to be made
     * @return false when the tip is another by now, and nothing is changed
     * @throws IOException when the ref cannot be written
     */
    boolean advance(ObjectId expected, ObjectId commit) throws IOException {
        return update(expected, commit, History.KEPT);
    }

    /** As {@link #advance}, to a commit that need not have the tip in its history. */
    boolean replace(ObjectId expected, ObjectId commit) throws IOException {
        return update(expected, commit, History.FORGOTTEN);
    }

    private boolean update(ObjectId expected, ObjectId commit, History history) throws IOException {
        for (int tries = 1; ; tries++) {
            if (tried(expected, commit, history)) {
                return true;
            }
            if (tries == MOST_TRIES || !tip().orElse(ObjectId.zeroId()).equals(expected)) {
                return false;
            }
            removeStaleLock();
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private boolean tried(ObjectId expected, ObjectId commit, History history) throws IOException {
        syncRefs(repository);
        RefUpdate update = repository.updateRef(NAME);
        update.setExpectedOldObjectId(expected);
        update.setNewObjectId(commit);
        update.setForceUpdate(history == History.FORGOTTEN);
        update.disableRefLog();
        RefUpdate.Result result;
        try (RevWalk walk = new RevWalk(repository)) {
            result = update.update(walk);
        }
        switch (result) {
            case NEW, FAST_FORWARD, NO_CHANGE, FORCED -> {
                sync(repository, NAME);
                return true;
            }
            case LOCK_FAILURE, REJECTED -> {
                return false;
            }
            default -> throw new IOException("the git-annex branch cannot be updated: " + result);
        }
    }

    /** Has JGit sync a ref's new file before it takes the old one's place; not saved in the repository's config. */
    static void syncRefs(Repository repository) {
        StoredConfig config = repository.getConfig();
        if (!config.getBoolean("core", "fsyncreffiles", false)) {
            config.setBoolean("core", null, "fsyncreffiles", true);
        }
    }

    /** A killed process leaves its lock file; git would refuse all updates of the ref until somebody removes it. */
    private void removeStaleLock() throws IOException {
        Path lock = repository.getCommonDirectory().toPath().resolve(NAME + ".lock");
        try {
            Instant made = Files.getLastModifiedTime(lock).toInstant();
            if (made.plus(STALE).isBefore(clock.instant())) {
                Files.deleteIfExists(lock);
            }
        } catch (NoSuchFileException e) {
            // Given back meanwhile.
        }
    }

    /** Returns when a ref that was just written is on the disk. */
    static void sync(Repository repository, String name) throws IOException {
        Path common = repository.getCommonDirectory().toPath();
        if (Files.isRegularFile(common.resolve(name))) {
            for (Path at = common.resolve(name); !at.equals(common); at = Objects.requireNonNull(at.getParent())) {
                Durable.sync(at);
            }
        }
        Path tables = common.resolve("reftable");
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

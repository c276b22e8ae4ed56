// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.HashDir;
import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.FileName;
import gatehouse.repository.Uuid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The paths of one repository's annex folder. Source: Annex/Locations.hs.
 *
 * @param objects the folder of all objects
 */
record AnnexFolder(AnnexConfig config, Path objects) {
    private static final int MAX_NAME_BYTES = 255;
    /** What the name of a lock file adds: {@code .lck}, {@code lck.}. */
    private static final int LOCK_NAME_BYTES = 4;

    static AnnexFolder of(AnnexConfig config) {
        return new AnnexFolder(config, config.gitDir().resolve("annex").resolve("objects"));
    }

    /** Whether the key can be the name of a file at all. */
    static boolean nameable(Key key) {
        String name = key.fileName();
        return name.length() <= MAX_NAME_BYTES && name.indexOf('\0') < 0;
    }

    /** Whether the key can be the name of a file, and of its lock files. */
    static boolean lockable(Key key) {
        return nameable(key) && key.fileName().length() + LOCK_NAME_BYTES <= MAX_NAME_BYTES;
    }

    Path top() {
        return config.gitDir().resolve("annex");
    }

    /** Where the object is to be stored when it is nowhere. Source: gitAnnexLocation. */
    ObjectLocation home(Key key) {
        int levels = config.objectHash().levels();
        boolean lower = config.bare() || config.objectHash().lowerOnly();
        return at(key, lower ? HashDir.lower(key, levels) : HashDir.mixed(key, levels));
    }

    /** Where it may be as well: a bare repository can be made one with a work tree, and the other way round. */
    private Optional<ObjectLocation> elsewhere(Key key) {
        int levels = config.objectHash().levels();
        if (config.bare()) {
            return Optional.of(at(key, HashDir.mixed(key, levels)));
        }
        return config.objectHash().lowerOnly() ? Optional.empty() : Optional.of(at(key, HashDir.lower(key, levels)));
    }

    /** Where the object file is, if it is there, whatever is in it. Source: gitAnnexLocation. */
    Optional<ObjectLocation> find(Key key) {
        if (!nameable(key)) {
            return Optional.empty();
        }
        ObjectLocation home = home(key);
        return Files.isRegularFile(home.file())
                ? Optional.of(home)
                : elsewhere(key).filter(at -> Files.isRegularFile(at.file()));
    }

    /** Where the object is; where it is to be stored when it is not there. Source: gitAnnexLocation. */
    ObjectLocation location(Key key) {
        return find(key).orElseGet(() -> home(key));
    }

    private ObjectLocation at(Key key, List<String> hashes) {
        String name = key.fileName();
        return new ObjectLocation(FileName.in(objects.resolve(String.join("/", hashes)), name), name);
    }

    /** Number of folders from the objects folder to an object: hash levels and its own. */
    int depth() {
        return config.objectHash().levels() + 1;
    }

    Path partials() {
        return top().resolve("tmp");
    }

    /** Source: gitAnnexTmpObjectLocation. */
    Path partial(Key key) {
        return FileName.in(partials(), key.fileName());
    }

    /** For temporary files that are no partial content. Source: gitAnnexTmpOtherDir. */
    Path otherTemporary() {
        return top().resolve("othertmp");
    }

    /** Held shared while {@link #otherTemporary()} is used. Source: gitAnnexTmpOtherLock. */
    Path otherTemporaryLock() {
        return top().resolve("othertmp.lck");
    }

    /** Held shared while content is its own lock file. Source: gitAnnexContentLockLock. */
    Path contentLockLock() {
        return top().resolve("sentinal");
    }

    Path downloads() {
        return top().resolve("transfer").resolve("download");
    }

    /** Source: transferFileAndLockFile. */
    Path downloadLock(Key key) {
        return FileName.in(downloads().resolve("lck"), "lck." + key.fileName());
    }

    /** The transfers from one repository; empty when its UUID cannot be the name of a folder. Source: uuidFile. */
    Optional<Path> downloads(Uuid from) {
        String name = from.text().replace("/", "");
        boolean possible = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && !name.equals("lck")
                && name.length() <= MAX_NAME_BYTES;
        return possible ? Optional.of(FileName.in(downloads(), name)) : Optional.empty();
    }

    /** Removed content that may be wanted back; ours, unknown to git-annex. */
    Path trash() {
        return top().resolve("gatehouse").resolve("trash");
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.FileStatus.InodeCache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an object file still has the content of its key. A frozen one has. One that is writable, or is also a file of
 * the work tree (annex.thin), may have been edited: it is hashed, once for as long as its inode is unchanged. Safe for
 * use by many threads. Source: Annex/Content/Presence.hs isUnmodified, inAnnex.
 */
final class Unmodified {
    private static final int MOST_REMEMBERED = 10_000;
    private static final int BUFFER_BYTES = 1 << 18;

    private final Map<Key, InodeCache> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, InodeCache> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** Whether the object is there and unmodified. Usually one or two stats. Source: inAnnex. */
    boolean present(Annex annex, Key key) throws IOException {
        Optional<ObjectLocation> at = annex.paths().find(key);
        if (at.isEmpty() || annex.config().bare()) {
            return at.isPresent();
        }
        Optional<FileStatus> status = FileStatus.of(at.get().file());
        return status.isPresent() && isUnmodified(annex, new KeyFile(key, at.get()), status.get());
    }

    /** An object file and the key it is named by. */
    record KeyFile(Key key, ObjectLocation at) {}

    boolean isUnmodified(Annex annex, KeyFile file, FileStatus status) throws IOException {
        return !mayBeModified(annex, file.key(), status) || verify(annex, file, status);
    }

    /** Whether only the hash can tell. */
    boolean mayBeModified(Annex annex, Key key, FileStatus status) {
        if (annex.config().bare() || (status.links() == 1 && annex.modes().isFrozen(status.mode()))) {
            return false;
        }
        synchronized (known) {
            return !status.inodeCache().equals(known.get(key));
        }
    }

    /** Notes that the file, as it was when {@code status} was taken, has the content of the key. */
    void remember(Key key, FileStatus status) {
        synchronized (known) {
            known.put(key, status.inodeCache());
        }
    }

    private boolean verify(Annex annex, KeyFile file, FileStatus before) throws IOException {
        Verification verification = Verification.of(file.key());
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (SharedChannel channel = annex.locks().read(file.at().file())) {
            long position = 0;
            while (channel.read(buffer.clear(), position) > 0) {
                position += buffer.flip().remaining();
                verification.update(buffer);
            }
        }
        boolean same = FileStatus.of(file.at().file())
                .map(FileStatus::inodeCache)
                .filter(before.inodeCache()::equals)
                .isPresent();
        if (same && verification.matches()) {
            remember(file.key(), before);
            return true;
        }
        return false;
    }
}

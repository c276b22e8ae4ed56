// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.object.FileStatus.InodeNumber;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file that this process has locked, and how many here share it. Guarded by the pool. */
final class HeldFile {
    private final SharedChannel channel;
    private FileLock lock;
    private int holders = 1;
    private Optional<InodeNumber> inode = Optional.empty();
    private Optional<Instant> retainedUntil = Optional.empty();
    private final List<FileChannel> closeLater = new ArrayList<>();

    HeldFile(SharedChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    SharedChannel channel() {
        return channel;
    }

    boolean joinShared() {
        if (lock.isShared()) {
            holders++;
        }
        return lock.isShared();
    }

    boolean leaveIsLast() {
        holders--;
        return holders == 0;
    }

    /** Notes that the last holder is to know of a retention. */
    void retain(Instant until) {
        retainedUntil = retainedUntil.filter(there -> there.isAfter(until)).or(() -> Optional.of(until));
    }

    /** The latest retention of those who held it. */
    Optional<Instant> retainedUntil() {
        return retainedUntil;
    }

    /** Keeps a channel to the same file open for as long as the file is locked. */
    void closeLater(FileChannel other) {
        closeLater.add(other);
    }

    /**
     * Whether the file that was locked is still the one of that name: whoever has a lock file locked exclusively may
     * delete it. An inode's number is not enough, it is given again soon; its time of change then is another. Source:
     * checkSaneLock.
     *
     * @param before status from before the file was opened
     */
    boolean isSane(Path file, FileStatus before) throws IOException {
        inode = FileStatus.of(file)
                .filter(now ->
                        now.inode().equals(before.inode()) && now.changed().equals(before.changed()))
                .map(FileStatus::inode);
        return inode.isPresent();
    }

    /** Exchanges the shared lock for an exclusive one, losing it meanwhile; false when another has the file. */
    boolean makeExclusive(Path file) throws IOException {
        if (!lock.isShared()) {
            return true;
        }
        lock.release();
        try {
            FileLock exclusive = channel.channel().tryLock();
            if (exclusive == null) {
                return false;
            }
            lock = exclusive;
        } catch (NonWritableChannelException e) {
            return false;
        }
        return FileStatus.of(file).map(FileStatus::inode).equals(inode);
    }

    void unlock() throws IOException {
        if (lock.isValid()) {
            lock.release();
        }
        for (FileChannel other : closeLater) {
            other.close();
        }
    }
}

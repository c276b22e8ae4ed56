// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The POSIX locks that this process holds, one channel for each file. Such a lock belongs to the whole process and is
 * lost when any channel to the same file is closed: so whoever locks, or reads what may be locked, goes through the one
 * pool of the process. Who has what here is decided first, the file is locked then. Safe for use by many threads.
 * Source: Utility/LockPool.hs, Utility/LockFile/Posix.hs.
 */
public final class LockPool {
    /** How often a lock file may be exchanged for another under our hands before it counts as locked. */
    private static final int TRIES = 4;

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Stripes files = new Stripes();
    private final Stripes objects = new Stripes();
    private final Map<Path, HeldFile> held = new ConcurrentHashMap<>();

    /** How a file is locked. */
    enum Kind {
        SHARED,
        EXCLUSIVE
    }

    /** Makes a lock file that is missing, if it is to be made. */
    interface Creation {
        void ensure(Path file) throws IOException;

        /** Only files that exist are locked. */
        Creation NONE = file -> {};
    }

    /** Keeps others of this process from changing the same object meanwhile. Not to be nested. */
    Stripes.Held changing(Path object) {
        return objects.hold(object);
    }

    /** Empty when the file cannot be locked now, or is missing and not made. Never waits. */
    Optional<HeldLock> tryLock(Path file, Kind kind, Creation creation) throws IOException {
        try (Stripes.Held mutex = files.hold(file)) {
            HeldFile there = held.get(file);
            if (there == null) {
                HeldFile made = lock(file, kind, creation);
                if (made == null) {
                    return Optional.empty();
                }
                held.put(file, made);
                return Optional.of(new HeldLock(this, file, made));
            }
            if (kind == Kind.EXCLUSIVE || !there.joinShared()) {
                return Optional.empty();
            }
            return Optional.of(new HeldLock(this, file, there));
        }
    }

    /** As {@link #tryLock}, but waits while another has it. @throws IOException when {@code most} is over */
    HeldLock lock(Path file, Kind kind, Creation creation, Duration most) throws IOException {
        for (long left = most.dividedBy(PAUSE); left >= 0; left--) {
            Optional<HeldLock> lock = tryLock(file, kind, creation);
            if (lock.isPresent()) {
                return lock.get();
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a lock");
            }
        }
        throw new IOException("a lock file stays locked: " + file.getFileName());
    }

    /** Opens a file for reading that is, or may come to be, its own lock file. */
    SharedChannel read(Path file) throws IOException {
        try (Stripes.Held mutex = files.hold(file)) {
            HeldFile there = held.get(file);
            if (there != null) {
                return there.channel().join();
            }
            return new SharedChannel(this, file, FileChannel.open(file, StandardOpenOption.READ));
        }
    }

    /** One user of the channel less; the last closes it, or leaves that to whoever has locked the file meanwhile. */
    void leave(SharedChannel channel) throws IOException {
        try (Stripes.Held mutex = files.hold(channel.file())) {
            if (channel.leaveIsLast()) {
                HeldFile there = held.get(channel.file());
                if (there == null) {
                    channel.channel().close();
                } else {
                    there.closeLater(channel.channel());
                }
            }
        }
    }

    void retain(Path file, HeldFile there, Instant until) {
        try (Stripes.Held mutex = files.hold(file)) {
            there.retain(until);
        }
    }

    /** Something done while a file is locked. */
    interface Work {
        void run() throws IOException;
    }

    /** One holder less. The last runs {@code last}, and unlocks. */
    void release(Path file, HeldFile there, Work last) throws IOException {
        try (Stripes.Held mutex = files.hold(file)) {
            if (!there.leaveIsLast()) {
                return;
            }
            try {
                last.run();
            } finally {
                held.remove(file);
                there.unlock();
                // Nobody has the file locked now: the last who reads it closes it.
                if (there.channel().leaveIsLast()) {
                    there.channel().channel().close();
                }
            }
        }
    }

    private @Nullable HeldFile lock(Path file, Kind kind, Creation creation) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            creation.ensure(file);
            Optional<FileStatus> before = FileStatus.of(file);
            if (before.isPresent()) {
                HeldFile locked = openAndLock(file, kind);
                if (locked == null || locked.isSane(file, before.get())) {
                    return locked;
                }
                locked.unlock();
                locked.channel().channel().close();
            } else if (creation == Creation.NONE) {
                return null;
            }
        }
        return null;
    }

    private @Nullable HeldFile openAndLock(Path file, Kind kind) throws IOException {
        FileChannel channel = open(file, kind);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, kind == Kind.SHARED);
            locked = lock != null;
            return lock == null ? null : new HeldFile(new SharedChannel(this, file, channel), lock);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path file, Kind kind) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            if (kind == Kind.EXCLUSIVE) {
                throw e;
            }
            return FileChannel.open(file, StandardOpenOption.READ);
        }
    }
}

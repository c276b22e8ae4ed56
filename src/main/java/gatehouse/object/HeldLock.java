// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.object.LockPool.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A locked file; for one owner. Closing it unlocks, closing it again does nothing. */
final class HeldLock implements Closeable {
    private final LockPool pool;
    private final Path file;
    private @Nullable HeldFile held;

    HeldLock(LockPool pool, Path file, HeldFile held) {
        this.pool = pool;
        this.file = file;
        this.held = held;
    }

    /** What the last holder does before unlocking. */
    interface Last {
        /** @param retainedUntil latest of the holders' {@link #retain} */
        void run(Optional<Instant> retainedUntil) throws IOException;
    }

    /** Notes until when this holder has asked for the object to be kept. */
    synchronized void retain(Instant until) {
        HeldFile there = held;
        if (there != null) {
            pool.retain(file, there, until);
        }
    }

    @Override
    public void close() throws IOException {
        close(Kind.EXCLUSIVE, null);
    }

    /**
     * Unlocks; the last holder runs {@code last} before.
     *
     * @param needed the lock that {@code last} needs; it is not run when another process prevents that
     */
    synchronized void close(Kind needed, @Nullable Last last) throws IOException {
        HeldFile there = held;
        if (there != null) {
            held = null;
            pool.release(file, there, () -> {
                if (last != null && (needed == Kind.SHARED || there.makeExclusive(file))) {
                    last.run(there.retainedUntil());
                }
            });
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import java.io.IOException;
import java.time.Instant;

/**
 * Keeps content from being removed, by anybody, until it is closed; and until {@link #retainedUntil} even when this
 * process is killed, unless the repository is of a version below 10, where only we know of that. Closing it is giving
 * it up before its time; closing it again does nothing. For use by any thread.
 */
public final class ContentLock implements AutoCloseable {
    private final Key key;
    private final Instant retainedUntil;
    private final Unlocking unlocking;

    interface Unlocking {
        void unlock() throws IOException;
    }

    ContentLock(Key key, Instant retainedUntil, Unlocking unlocking) {
        this.key = key;
        this.retainedUntil = retainedUntil;
        this.unlocking = unlocking;
    }

    public Key key() {
        return key;
    }

    public Instant retainedUntil() {
        return retainedUntil;
    }

    @Override
    public void close() throws IOException {
        unlocking.unlock();
    }
}

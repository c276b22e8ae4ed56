// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.object.LockPool.Kind;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The annex as it is configured at the time of asking. */
record CurrentAnnex(Supplier<AnnexConfig> config, Surroundings surroundings) {
    /** An upgrade of a repository has it locked for as long as it takes to write its config. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    Annex annex() {
        return Annex.of(config.get(), surroundings);
    }

    /**
     * An annex whose way of locking content stays as it is until this is closed.
     *
     * @param lock what keeps it from being upgraded, when that would change the way
     */
    record Settled(Annex annex, Optional<HeldLock> lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    /** Source: withContentLockFile. */
    Settled settle() throws IOException {
        Annex annex = annex();
        if (!annex.contentIsLocked()) {
            return new Settled(annex, Optional.empty());
        }
        HeldLock lock = annex.locks().lock(annex.paths().contentLockLock(), Kind.SHARED, annex.lockFile(), LOCK_WAIT);
        return new Settled(annex(), Optional.of(lock));
    }
}

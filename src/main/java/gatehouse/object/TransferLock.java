// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.LockPool.Kind;
import gatehouse.repository.FileName;
import gatehouse.repository.Uuid;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps everybody else, git-annex included, from receiving the same key, and tells them how far this transfer is.
 * Source: Annex/Transfer.hs runTransfer, Logs/Transfer.hs.
 */
final class TransferLock implements Closeable {
    private final Annex annex;
    private final Key key;
    private final Path lockFile;
    private final HeldLock lock;
    private final Optional<Sender> sender;
    private final Instant started;

    /**
     * The folder of the transfers from one repository, and the lock in it. Those before 10.20240227 look at this lock
     * alone.
     */
    private record Sender(Path folder, Path lockFile, HeldLock lock) {}

    private TransferLock(Annex annex, Key key, HeldLock lock, Optional<Sender> sender) {
        this.annex = annex;
        this.key = key;
        this.lockFile = annex.paths().downloadLock(key);
        this.lock = lock;
        this.sender = sender;
        this.started = annex.now();
    }

    /** Empty when somebody is receiving the key already. */
    static Optional<TransferLock> download(Annex annex, Key key, Uuid from) throws IOException {
        Path file = annex.paths().downloadLock(key);
        Optional<HeldLock> lock = annex.locks().tryLock(file, Kind.EXCLUSIVE, annex.lockFile());
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        boolean locked = false;
        try {
            Optional<Path> folder = annex.paths().downloads(from);
            Optional<Sender> sender = folder.isPresent() ? lock(annex, key, folder.get()) : Optional.empty();
            locked = folder.isPresent() == sender.isPresent();
            return locked ? Optional.of(new TransferLock(annex, key, lock.get(), sender)) : Optional.empty();
        } finally {
            if (!locked) {
                lock.get().close();
            }
        }
    }

    private static Optional<Sender> lock(Annex annex, Key key, Path folder) throws IOException {
        Path file = FileName.in(folder, "lck." + key.fileName());
        return annex.locks()
                .tryLock(file, Kind.EXCLUSIVE, annex.lockFile())
                .map(lock -> new Sender(folder, file, lock));
    }

    /** Tells git-annex how many bytes are there. Whether it can be told does not matter to the transfer. */
    void tell(long bytes) {
        if (sender.isEmpty()) {
            return;
        }
        String time = BigDecimal.valueOf(started.getEpochSecond())
                .add(BigDecimal.valueOf(started.getNano(), 9))
                .toPlainString();
        try {
            Path file = FileName.in(sender.get().folder(), key.fileName());
            Files.writeString(file, time + "s " + bytes + "\n\n");
            annex.modes().shareFile(file);
        } catch (IOException e) {
            // As upstream: it is for display, and for others' guess at the space we will need.
        }
    }

    @Override
    public void close() throws IOException {
        try (HeldLock last = lock) {
            if (sender.isPresent()) {
                try (HeldLock first = sender.get().lock()) {
                    Files.deleteIfExists(FileName.in(sender.get().folder(), key.fileName()));
                    Files.deleteIfExists(sender.get().lockFile());
                }
            }
            Files.deleteIfExists(lockFile);
        }
    }
}

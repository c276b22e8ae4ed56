// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Where content is written to while it arrives: the partial file of the key, which git-annex knows and goes on from; or
 * when somebody else writes to that, a file of its own.
 */
final class IncomingFile implements AutoCloseable {
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final FileChannel channel;
    private final Optional<TransferLock> transfer;
    private final Closeable lock;
    private final long startBytes;

    private IncomingFile(Path path, FileChannel channel, Optional<TransferLock> transfer, Closeable lock)
            throws IOException {
        this.path = path;
        this.channel = channel;
        this.transfer = transfer;
        this.lock = lock;
        this.startBytes = channel.size();
    }

    static IncomingFile open(Annex annex, Announcement announced) throws IOException {
        Optional<TransferLock> transfer = TransferLock.download(annex, announced.key(), announced.client());
        Closeable lock = transfer.isPresent() ? transfer.get() : OtherTemporary.use(annex);
        Path path =
                transfer.isPresent() ? annex.paths().partial(announced.key()) : OtherTemporary.name(annex, "upload");
        try {
            return new IncomingFile(path, open(annex, path), transfer, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel open(Annex annex, Path path) throws IOException {
        try {
            return FileChannel.open(path, OPTIONS);
        } catch (NoSuchFileException e) {
            annex.folders().create(annex.paths().partials());
        } catch (AccessDeniedException e) {
            // Whole and frozen, when its upload ended: it had only to be put in place.
            annex.modes().thawContent(path);
        }
        return FileChannel.open(path, OPTIONS);
    }

    /** Bytes that a later upload of the key can go on from. */
    static long partialBytes(Annex annex, Key key) throws IOException {
        return FileStatus.of(annex.paths().partial(key))
                .filter(FileStatus::regular)
                .map(FileStatus::sizeBytes)
                .orElse(0L);
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Whether it is the partial file of the key. */
    boolean isPartial() {
        return transfer.isPresent();
    }

    /** What was there before this upload. */
    long startBytes() {
        return startBytes;
    }

    void tell(long bytes) {
        transfer.ifPresent(lock -> lock.tell(bytes));
    }

    /** What was written is of no use. */
    void discard() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        try {
            boolean useless = !isPartial() || (channel.isOpen() && channel.size() == 0);
            channel.close();
            if (useless) {
                discard();
            }
        } finally {
            lock.close();
        }
    }
}

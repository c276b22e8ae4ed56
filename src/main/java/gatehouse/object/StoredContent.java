// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of an object, being sent. For one thread at a time; closed by whoever opened it. Source: Annex/Content.hs
 * prepSendAnnex.
 */
public final class StoredContent implements AutoCloseable {
    private final SharedChannel channel;
    private final Opened opened;
    /** Null when the object is frozen, or known to be good. */
    private final @Nullable Verification verification;

    private long position;

    /** What was opened, and how it was then. @param offsetBytes from where it is read */
    record Opened(Key key, FileStatus status, long offsetBytes, Unmodified unmodified) {}

    StoredContent(SharedChannel channel, Opened opened, @Nullable Verification verification) {
        this.channel = channel;
        this.opened = opened;
        this.verification = verification;
        this.position = opened.offsetBytes();
    }

    /** Bytes of the whole object. */
    public long sizeBytes() {
        return opened.status().sizeBytes();
    }

    /** Bytes from the offset asked for to the end. */
    public long lengthBytes() {
        return sizeBytes() - opened.offsetBytes();
    }

    /** Reads into {@code to}, up to {@link #lengthBytes()} in all; -1 at the end. */
    public int read(ByteBuffer to) throws IOException {
        long left = sizeBytes() - position;
        if (left <= 0) {
            return -1;
        }
        int limit = to.limit();
        int start = to.position();
        if (to.remaining() > left) {
            to.limit(start + (int) left);
        }
        int read = channel.read(to, position);
        to.limit(limit);
        if (read > 0) {
            position += read;
            if (verification != null) {
                verification.update(to.duplicate().flip().position(start));
            }
        }
        return read;
    }

    /** Whether what is read is verified as it is read; it must then be read. */
    public boolean verified() {
        return verification != null;
    }

    /**
     * Sends what {@link #read} would read next, without reading it. Only for what is not {@link #verified}.
     *
     * @return how many bytes the channel took, 0 when it takes none now
     * @throws EOFException when the file is shorter than it was when it was opened
     */
    public long sendTo(WritableByteChannel to, long mostBytes) throws IOException {
        long sent = channel.transfer(position, to, Math.min(mostBytes, sizeBytes() - position));
        if (sent == 0 && channel.channel().size() <= position) {
            throw new EOFException("the object has become shorter");
        }
        position += sent;
        return sent;
    }

    /**
     * Asked after the last byte is read: whether what was read is the content of the key. False when it was not read to
     * its end, or the file was changed since it was opened. That it was removed meanwhile does no harm.
     */
    public boolean valid() throws IOException {
        if (position != sizeBytes() || channel.channel().size() != sizeBytes()) {
            return false;
        }
        Optional<FileStatus> now = FileStatus.of(channel.file());
        boolean same = now.map(FileStatus::inodeCache)
                .filter(opened.status().inodeCache()::equals)
                .isPresent();
        if (verification == null) {
            return same || now.isEmpty();
        }
        boolean valid = same && verification.matches();
        if (valid) {
            opened.unmodified().remember(opened.key(), opened.status());
        }
        return valid;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

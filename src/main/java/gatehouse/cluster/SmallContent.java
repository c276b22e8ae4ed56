// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.object.Verification;
import gatehouse.p2p.Content;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Content that is in memory and known to be good before the first byte of it is sent on. */
final class SmallContent implements Content {
    /** As little as a slow client may well cost, and more than many files have. */
    private static final int MOST_BYTES = 32 * 1024;

    private final ByteBuffer bytes;
    private final int lengthBytes;

    private SmallContent(ByteBuffer bytes) {
        this.bytes = bytes;
        this.lengthBytes = bytes.remaining();
    }

    static boolean isSmall(Content content) {
        return content.lengthBytes() <= MOST_BYTES;
    }

    /**
     * Reads all of it.
     *
     * @param content of which nothing is read yet; stays the caller's to close
     * @param check that was given nothing yet
     * @throws IOException also when it is not good
     */
    static SmallContent of(Content content, Verification check) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) content.lengthBytes());
        while (bytes.hasRemaining()) {
            if (content.read(bytes) < 0) {
                throw new EOFException("it sends less than it has announced");
            }
        }
        bytes.flip();
        check.update(bytes.duplicate());
        if (!content.valid() || !check.matches()) {
            throw new IOException("what it sends is not the content of the key");
        }
        return new SmallContent(bytes);
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public int read(ByteBuffer to) {
        if (!bytes.hasRemaining()) {
            return -1;
        }
        int count = Math.min(to.remaining(), bytes.remaining());
        to.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        return count;
    }

    @Override
    public boolean valid() {
        return true;
    }

    @Override
    public void close() {
        // Only memory is held.
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** Content being sent. For one thread at a time; closed by whoever asked for it. */
public interface Content extends AutoCloseable {
    /** How many bytes follow from the offset asked for, as announced to the receiver. */
    long lengthBytes();

    /** Reads into {@code to}, at most up to {@link #lengthBytes()} in all; -1 at the end. */
    int read(ByteBuffer to) throws IOException;

    /**
     * Asked after the last byte is read and before it is sent: whether what was read is the content of the key. False
     * when the file was changed meanwhile; the receiver must then be made to see it.
     */
    boolean valid() throws IOException;

    /** Empty when each byte must be looked at before it may be sent. */
    default Optional<Straight> straight() {
        return Optional.empty();
    }

    /** A way for bytes to reach a socket without passing through the server's memory. */
    interface Straight {
        /**
         * Sends what {@link Content#read} would read next.
         *
         * @return how many bytes the channel took, {@code mostBytes} at most; 0 when it takes none now
         * @throws IOException also when the content turned out to be shorter than announced
         */
        long sendTo(WritableByteChannel to, long mostBytes) throws IOException;
    }

    @Override
    void close() throws IOException;
}

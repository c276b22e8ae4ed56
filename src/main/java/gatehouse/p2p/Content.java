// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import java.io.IOException;
import java.nio.ByteBuffer;

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

    @Override
    void close() throws IOException;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An upload under way. For one thread at a time. Closing it without {@link #finish()} keeps what has arrived for a
 * later upload to go on from.
 */
public interface Receiving extends AutoCloseable {
    /**
     * Takes all remaining bytes of {@code from}; they count against the announced length.
     *
     * @throws gatehouse.failure.FailureException NoSpace when the disk is full
     */
    void write(ByteBuffer from) throws IOException;

    /** Bytes still to come of the announced length. */
    long missingBytes();

    /**
     * Ends the upload: verifies, makes durable, puts in place and records the location. NotStored when the length or
     * the hash is wrong; then nothing is stored.
     */
    PutReply finish() throws IOException;

    @Override
    void close() throws IOException;
}

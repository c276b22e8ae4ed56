// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Content being received. Nothing is stored before {@link #finish()}; closed without, what has arrived is kept for a
 * later upload to go on from. For one thread at a time.
 */
public interface Upload extends AutoCloseable {
    /** How an upload ended. What is stored is durable. */
    sealed interface Result {
        record Stored() implements Result {}

        /** It had been stored by another meanwhile. */
        record AlreadyThere() implements Result {}

        /** What was sent is not the content of the key; it is deleted. */
        record WrongContent() implements Result {}

        /** More or less came than was announced, or than the key says. What came is kept to go on from. */
        record WrongLength() implements Result {}
    }

    /**
     * Takes all remaining bytes of {@code from}.
     *
     * @throws gatehouse.failure.FailureException NoSpace; what came so far is kept
     */
    void write(ByteBuffer from) throws IOException;

    /** Bytes still to come of those announced. */
    long missingBytes();

    /** Verifies, makes durable and puts in place. To be asked once. */
    Result finish() throws IOException;

    @Override
    void close() throws IOException;
}

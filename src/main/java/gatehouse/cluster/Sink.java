// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.p2p.PutReply;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where one lane of an upload leads. For one thread, but for the making. */
interface Sink extends AutoCloseable {
    /** What the log calls it. */
    String name();

    /** Begins it; may take long. */
    void open() throws IOException;

    /** Takes all that remains. */
    void take(ByteBuffer from) throws IOException;

    /** All of it has come. */
    PutReply end() throws IOException;

    /** Called in any case, opened or not. */
    @Override
    void close() throws IOException;
}

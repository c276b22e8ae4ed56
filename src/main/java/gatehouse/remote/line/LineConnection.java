// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.line;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection to {@code git-annex-shell p2pstdio}, or to what speaks like it. */
public interface LineConnection extends AutoCloseable {
    /** Makes connections. Safe for use by many threads. */
    @FunctionalInterface
    interface Maker {
        /** Waits for a limited time. */
        LineConnection connect() throws IOException;
    }

    /** What the other side says. */
    InputStream in();

    /** What is said to the other side. */
    OutputStream out();

    /** Ends it, also under one who reads or writes, who is then thrown an IOException or at an end. */
    @Override
    void close();
}

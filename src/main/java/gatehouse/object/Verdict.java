// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;

/** What somebody finds out who hashes content while it is sent to several peers. Safe for use by many threads. */
@FunctionalInterface
public interface Verdict {
    /**
     * Whether the content is that of its key. To be asked when all of it has been taken; waits until that is known.
     *
     * @throws IOException when it will never be known
     */
    boolean matches() throws IOException;
}

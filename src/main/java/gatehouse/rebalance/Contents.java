// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import java.io.IOException;
import java.util.function.Consumer;

/** All content that a git-annex branch knows of at one time. */
@FunctionalInterface
public interface Contents {
    /** Calls {@code each} for every content; each time in the same order, and with the same locations. */
    void forEach(Consumer<Annexed> each) throws IOException;
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.key.Key;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;

/** Records what a repository has, for its git-annex branch. */
public interface LocationRecord {
    /** Returns when the change is durable. */
    void changed(Key key, Presence presence);

    /**
     * As {@link #changed}, when the location log says otherwise: a server that was killed between a change and its
     * record is mended by the next one who asks for the same change.
     */
    void confirm(Key key, Presence presence) throws IOException;
}

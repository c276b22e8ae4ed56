// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.key.Key;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;

/** Records what a repository has, for its git-annex branch, and promises room to what comes. */
public interface LocationRecord {
    /** Content on its way here. Its room is its own until this is closed. For one thread at a time. */
    interface Coming extends AutoCloseable {
        /**
         * To be called before the content is put in its place: what was promised may have lapsed meanwhile.
         *
         * @throws gatehouse.failure.FailureException NoSpace when others have the room by now, Busy as {@link #coming}
         */
        void stillFits();

        /** Records the content as present; returns when that is durable. */
        void arrived();

        @Override
        void close();
    }

    /**
     * Promises room to content before its first byte.
     *
     * @throws gatehouse.failure.FailureException NoSpace when the repository would be above a maxsize that it is held
     *     to, Busy when that cannot be told now
     */
    Coming coming(Key key);

    /** Returns when the change is durable. */
    void changed(Key key, Presence presence);

    /**
     * As {@link #changed}, when the location log says otherwise: a server that was killed between a change and its
     * record is mended by the next one who asks for the same change.
     */
    void confirm(Key key, Presence presence) throws IOException;
}

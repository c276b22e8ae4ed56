// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.whereis;

import gatehouse.key.Key;
import gatehouse.whereis.LocationChange.Presence;

/**
 * By how much a change of location alters the size of the repository that gets or loses the content.
 *
 * @param bytes less than zero where it gets smaller
 */
public record SizeChange(long bytes) {
    public static final SizeChange NONE = new SizeChange(0);

    /**
     * Of content that came, or went. Source: Annex/RepoSize.hs addKeyRepoSize, removeKeyRepoSize: a key that does not
     * say its size counts nothing.
     */
    public static SizeChange of(Key key, Presence presence) {
        return presence == Presence.PRESENT ? new SizeChange(bytes(key)) : new SizeChange(-bytes(key));
    }

    /** As how much content of this key counts. */
    public static long bytes(Key key) {
        return key.sizeBytes().orElse(0);
    }
}

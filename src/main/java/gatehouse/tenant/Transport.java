// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.util.Set;

/** What a connection is made of, as far as showing a password on it goes. */
public enum Transport {
    ENCRYPTED,
    PLAIN;

    /**
     * Whether credentials that came on the connection are used. One that stays on this machine is as good as an
     * encrypted one. Source: Command/P2PHttp.hs mkGetServerMode.
     */
    static boolean used(Connection connection, Set<Transport> accepted) {
        if (connection.encrypted()) {
            return accepted.contains(ENCRYPTED);
        }
        return accepted.contains(PLAIN) || (connection.loopback() && accepted.contains(ENCRYPTED));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.tenant.Author;
import java.util.List;
import java.util.Optional;

/**
 * The credentials for other servers, as the store keeps them. Each change is durable, and audited in the same
 * transaction without the password, when its method returns. Safe for use by many threads.
 */
public interface SealedCredentials {
    /** @param sealedPassword what only {@link PasswordSeal} can read */
    record Entry(ServerName server, String user, byte[] sealedPassword) {
        public Entry {
            sealedPassword = sealedPassword.clone();
        }

        @Override
        public byte[] sealedPassword() {
            return sealedPassword.clone();
        }
    }

    Optional<Entry> find(ServerName server);

    /** In the order of the servers. */
    List<Entry> all();

    /** In place of what was there for the server. */
    void set(Entry entry, Author author);

    /** @throws gatehouse.failure.FailureException Missing when there are none for the server */
    void remove(ServerName server, Author author);
}

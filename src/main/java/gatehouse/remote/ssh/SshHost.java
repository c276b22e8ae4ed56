// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.ssh;

import java.util.Optional;

/**
 * A host as ssh takes it; the user's ssh config may say what is really meant.
 *
 * @param user empty for the one that the config says, or who the server runs as
 * @param port 0 for the one that the config says, or ssh's own
 */
public record SshHost(Optional<String> user, String name, int port) {
    /** Empty where a name could be taken for an option of a program. Source: Utility/SshHost.hs. */
    static Optional<SshHost> of(Optional<String> user, String name, int port) {
        boolean option = name.isEmpty()
                || name.startsWith("-")
                || user.filter(u -> u.startsWith("-")).isPresent();
        return option ? Optional.empty() : Optional.of(new SshHost(user, name, port));
    }

    @Override
    public String toString() {
        return user.map(u -> u + "@").orElse("") + name + (port == 0 ? "" : ":" + port);
    }
}

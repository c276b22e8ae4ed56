// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Accounts that p2phttp takes from environment variables: each with one access to every repository. A permission that
 * is neither {@code readonly} nor {@code appendonly} is not looked at. Source: Command/P2PHttp.hs getAuthEnv.
 */
public final class EnvironmentAccounts {
    public static final EnvironmentAccounts NONE = new EnvironmentAccounts(Map.of(), Set.of());

    private static final String PASSWORD = "GIT_ANNEX_P2PHTTP_PASSWORD_";
    private static final String PERMISSIONS = "GIT_ANNEX_P2PHTTP_PERMISSIONS_";

    private record Entry(byte[] password, Access access) {}

    private final Map<String, Entry> entries = new HashMap<>();
    private final Set<Transport> accepted;

    /**
     * @param environment all environment variables
     * @param accepted the transports on which these accounts may sign in
     */
    public EnvironmentAccounts(Map<String, String> environment, Set<Transport> accepted) {
        this.accepted = Set.copyOf(accepted);
        environment.forEach((variable, value) -> {
            if (variable.startsWith(PASSWORD)) {
                String name = variable.substring(PASSWORD.length());
                Access access = access(environment.getOrDefault(PERMISSIONS + name, ""));
                entries.put(name, new Entry(value.getBytes(StandardCharsets.UTF_8), access));
            }
        });
    }

    /** Empty when the credentials are none of these, or are not used on such a connection. */
    Optional<Caller.Listed> find(Credentials credentials, Connection connection) {
        if (!Transport.used(connection, accepted)) {
            return Optional.empty();
        }
        String name = new String(credentials.nameBytes(), StandardCharsets.UTF_8);
        return Optional.ofNullable(entries.get(name))
                .filter(entry -> MessageDigest.isEqual(entry.password(), credentials.password()))
                .map(entry -> new Caller.Listed(name, entry.access()));
    }

    /** Locking is not among what a reader from the environment may do; upstream leaves it out as well. */
    private static Access access(String permissions) {
        return switch (permissions) {
            case "readonly" -> new Access(Level.READ, false);
            case "appendonly" -> new Access(Level.APPEND, true);
            default -> Access.WRITING;
        };
    }
}

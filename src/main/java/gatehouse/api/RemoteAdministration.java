// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.remote.Remote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Author;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What the API does with the remotes of repositories; {@code server} says how. Safe for use by many threads. */
public interface RemoteAdministration {
    /**
     * A remote that is to be.
     *
     * @param url as git takes it, one char for each byte; empty for the folder of {@code repository}
     * @param repository one of this server
     * @param annexUrl of the server there, where {@code url} is for git alone; as that
     * @param uuid of the repository at {@code url}
     */
    record Wanted(
            Optional<String> url,
            Optional<Uuid> repository,
            Optional<String> annexUrl,
            Optional<Uuid> uuid,
            Optional<Double> cost) {}

    /** In the order in which they are used. */
    List<Remote> of(Uuid hub) throws IOException;

    /**
     * Adds a remote as {@code git remote add} does, or changes one; what else is set of it stays. Audited.
     *
     * @throws gatehouse.failure.FailureException Malformed for what can be no remote, Missing when a repository is not
     *     served, Conflict when it would be a remote of itself
     */
    void set(Uuid hub, RemoteName name, Wanted wanted, Author author) throws IOException;

    /**
     * Removes all that is set of a remote. Audited.
     *
     * @throws gatehouse.failure.FailureException Missing when there is none of the name
     */
    void remove(Uuid hub, RemoteName name, Author author) throws IOException;
}

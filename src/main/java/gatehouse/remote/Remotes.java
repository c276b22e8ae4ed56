// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The remotes of served repositories. Safe for use by many threads; asking costs a look at the git config's time. */
public interface Remotes {
    /**
     * What the git config of a served repository has now, and what is behind those that are gateways of a cluster, by
     * cost and then in the order of the config, without what {@code annex-ignore} is set for. Empty for a repository
     * that is not served.
     */
    List<Remote> of(Uuid hub) throws IOException;

    /** The cheapest remote that is the repository {@code uuid} and can be used. */
    default Optional<Remote> find(Uuid hub, Uuid uuid) throws IOException {
        return of(hub).stream()
                .filter(remote -> remote.uuid().equals(Optional.of(uuid)))
                .filter(remote -> remote.peer().isPresent())
                .findFirst();
    }
}

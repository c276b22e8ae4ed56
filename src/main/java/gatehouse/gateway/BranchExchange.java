// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.gateway;

import gatehouse.repository.GitRemote;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Brings the git-annex branches of a served repository and of one of its remotes together. */
public interface BranchExchange {
    /**
     * What came of it.
     *
     * @param news whether one of the two has something that it had not before
     * @param tip what the other side was brought, or had already, as {@link #tip} tells it
     */
    record Exchanged(boolean news, Optional<String> tip) {}

    /** The remotes that are gateways to a cluster; none for a repository that is not served. */
    List<GitRemote> gateways(Uuid hub) throws IOException;

    /** A remote by its name, gateway or not; empty where there is none that can be spoken to. */
    Optional<GitRemote> remote(Uuid hub, String name) throws IOException;

    /** Stands for what is in the branch now; empty where there is none. */
    Optional<String> tip(Uuid hub) throws IOException;

    /**
     * Fetches the branch of the remote and merges it, and brings it the result. What was done before a failure stands,
     * and is no harm to do again.
     *
     * @throws gatehouse.failure.FailureException when it cannot be done, now or at all
     */
    Exchanged exchange(Uuid hub, GitRemote remote) throws IOException;

    /**
     * Fetches the branch of the remote and merges it, and brings it nothing.
     *
     * @throws gatehouse.failure.FailureException when it cannot be done, now or at all
     */
    void fetch(Uuid hub, GitRemote remote) throws IOException;
}

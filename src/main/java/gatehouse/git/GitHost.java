// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jgit.lib.Repository;

/** What git over HTTP needs of the server. */
public interface GitHost {
    /** A repository by its name in urls, with or without {@code .git}; from memory. */
    Optional<ServedRepository> find(String name);

    /** What whoever sent the request may do there, and what to answer when that is not enough; from memory. */
    Standing standing(HttpServletRequest request, Uuid uuid);

    /** @param refusal for what is not allowed: to sign in, or forbidden */
    record Standing(Access access, Permission refusal) {}

    /** What keeps the settings in the git-annex branch from whoever sent the request. */
    SettingsLock lock(HttpServletRequest request, Uuid uuid);

    <R> Optional<R> withRepository(Uuid uuid, OpenRepositories.RepositoryUse<R> use) throws IOException;

    /** Brings what was acknowledged into the git-annex branch, so that whoever fetches gets it. */
    void beforeFetch(Uuid uuid);

    /** Follows a push that changed refs. */
    void pushed(Uuid uuid, Repository repository) throws IOException;

    /** Url that clients find the annex under: {@code annex+http://HOST:PORT/git-annex/}. */
    String annexUrl(HttpServletRequest request);

    /** What ends the connection of a request, where the container lets that be done. */
    default Runnable dropping(HttpServletRequest request) {
        return () -> {};
    }

    /** What a request may take. */
    default GitLimits limits() {
        return GitLimits.usual(Runtime.getRuntime().maxMemory());
    }

    /** Runs requests; bounded, and rejects what is too much. */
    Executor executor();
}

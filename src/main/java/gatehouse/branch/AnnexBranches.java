// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.Optional;

/** The branches of all served repositories. Safe for use by many threads. */
public interface AnnexBranches {
    interface Use<R> {
        R of(AnnexBranch branch) throws IOException;
    }

    /**
     * Calls {@code use} with the branch of a repository, which stays open until it returns; empty, and nothing called,
     * when the repository is not served.
     */
    <R> Optional<R> with(Uuid repository, Use<R> use) throws IOException;
}

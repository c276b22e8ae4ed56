// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.local;

import gatehouse.branch.AnnexBranches;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;

/** A git-annex repository in a folder of this machine. Safe for use by many threads. */
public interface LocalAnnex extends AutoCloseable {
    /**
     * As it is now.
     *
     * @throws IOException when there is no such repository, or another than expected
     */
    AnnexConfig config() throws IOException;

    /** Its branch, under its UUID. */
    AnnexBranches branches();

    @Override
    void close();
}

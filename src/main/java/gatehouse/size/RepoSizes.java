// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.Optional;

/**
 * The sizes in the store: for each served repository, what its git-annex branch says that every repository holds. They
 * are kept for one tip of the branch; what waits in the journal for the branch is added to them when they are asked
 * for. So whatever changed the branch, the sizes at a tip are those of a recount at it. Safe for use by many threads
 * and servers. Source: Annex/RepoSize.hs, Database/RepoSize.hs.
 */
public interface RepoSizes {
    /**
     * The sizes at the tip they were last brought to, without what waits in the journal; empty before the first count.
     */
    Optional<Counted> counted(Uuid repository);

    /** The sizes as of now, with what waits in the journal. Empty before the first count. */
    Optional<Map<Uuid, RepoSize>> now(Uuid repository);

    /** Sets what was counted anew. The journal is left alone. */
    void recounted(Uuid repository, Counted counted);

    /**
     * Brings the sizes to a later tip and forgets the journal entries that it holds, all in one transaction.
     *
     * @return false, and nothing has changed, when the sizes in the store are not of the tip {@code from}
     */
    boolean advance(Uuid repository, Advance advance);

    /** Forgets a repository that is no longer served. */
    void forget(Uuid repository);
}

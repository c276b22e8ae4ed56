// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.branch.RealAnnex;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.Optional;

/** A repository that git-annex has made, as the only one that is served. */
record ServedAnnex(Uuid uuid, AnnexBranch branch) implements AnnexBranches {
    static ServedAnnex of(RealAnnex annex) {
        return new ServedAnnex(annex.uuid(), annex.branch());
    }

    @Override
    public <R> Optional<R> with(Uuid repository, Use<R> use) throws IOException {
        return repository.equals(uuid) ? Optional.of(use.of(branch)) : Optional.empty();
    }
}

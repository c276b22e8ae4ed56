// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Tips of the git-annex branch that a push has put aside, as after a transition, and what remains of a pushed one that
 * was not taken as it came. What only they have was acknowledged and is still to be merged, so each has a ref until
 * then; git-annex, too, takes it for one of the branch's siblings.
 */
public final class RewoundBranch {
    private static final String FOLDER = "refs/gatehouse/rewound/";

    private RewoundBranch() {}

    /** Whether it is the name of the branch whose tips are to be kept. */
    public static boolean is(String ref) {
        return ref.equals(BranchRef.NAME);
    }

    /** To be called before another commit becomes the tip. Returns when the ref is durable. */
    public static void keep(Repository repository, ObjectId tip) throws IOException {
        BranchRef.syncRefs(repository);
        String name = FOLDER + tip.name() + "/git-annex";
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(tip);
        update.disableRefLog();
        RefUpdate.Result result;
        try (RevWalk walk = new RevWalk(repository)) {
            result = update.update(walk);
        }
        switch (result) {
            case NEW, NO_CHANGE -> BranchRef.sync(repository, name);
            default -> throw new IOException("the tip of the git-annex branch cannot be kept: " + result);
        }
    }

    /** Removes the refs whose content the branch has by now. */
    static void removeMerged(Repository repository, ForgottenRefs forgotten) throws IOException {
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(FOLDER)) {
            if (forgotten.ignored().contains(ref.getObjectId()) || merged(repository, ref)) {
                RefUpdate update = repository.updateRef(ref.getName());
                update.setExpectedOldObjectId(ref.getObjectId());
                update.setForceUpdate(true);
                update.delete();
            }
        }
    }

    private static boolean merged(Repository repository, Ref ref) throws IOException {
        ObjectId tip = BranchRef.tip(repository).orElse(ObjectId.zeroId());
        // A push may not be through yet: the tip is kept before another takes its place.
        if (tip.equals(ObjectId.zeroId()) || tip.equals(ref.getObjectId())) {
            return false;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(walk.parseCommit(ref.getObjectId()), walk.parseCommit(tip));
        }
    }
}

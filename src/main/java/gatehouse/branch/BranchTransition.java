// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.Transition;
import gatehouse.branch.log.TransitionsLog;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * One try at merging branches of which some have been through transitions that others have not: the union of all, put
 * through all transitions, with a history of only what has been through them all. Where that loses the branch's own
 * history, the notes that lean on it are brought along first, so that a crash at any point leaves the old branch or the
 * new one, and the next merge does what is left. Source: Annex/Branch.hs handleTransitions, performTransitionsLocked.
 */
final class BranchTransition {
    private final FileRepository repository;
    private final AnnexConfig config;
    private final BranchCommits commits;
    private final BranchRef ref;
    private final ForgottenRefs forgotten;

    /** @param transitions those that the commit's branch has been through */
    record Side(RevCommit commit, TransitionsLog transitions) {
        ObjectId tree() {
            return commit.getTree().getId();
        }
    }

    BranchTransition(FileRepository repository, AnnexConfig config, BranchCommits commits, BranchRef ref) {
        this.repository = repository;
        this.config = config;
        this.commits = commits;
        this.ref = ref;
        this.forgotten = new ForgottenRefs(annex());
    }

    /**
     * @param tip the branch; empty where it is to be made
     * @param siblings what is to be merged into it
     * @return false when a push moved the tip meanwhile, and nothing is changed
     */
    boolean made(RevWalk walk, Optional<Side> tip, List<Side> siblings) throws IOException {
        TransitionsLog all = all(tip, siblings);
        boolean goesOn = tip.isPresent() && tip.get().transitions.equals(all);
        List<ObjectId> parents = new ArrayList<>();
        List<ObjectId> untransitioned = new ArrayList<>();
        tip.filter(side -> goesOn).ifPresent(side -> parents.add(side.commit.getId()));
        for (Side sibling : siblings) {
            (sibling.transitions.equals(all) ? parents : untransitioned).add(sibling.commit.getId());
        }
        BranchTexts texts = new BranchTexts(walk.getObjectReader());
        ObjectId tree = transitioned(texts, united(texts, tip, siblings), tip, all);
        try (NewObjects objects = new NewObjects(repository, config.sharing())) {
            boolean news =
                    !goesOn || parents.size() > 1 || !tree.equals(tip.get().tree());
            if (news) {
                ObjectId expected = tip.<ObjectId>map(side -> side.commit).orElse(ObjectId.zeroId());
                String message =
                        (parents.isEmpty() ? "new branch for transition " : "continuing transition ") + all.described();
                ObjectId commit = commits.merge(objects, tree, parents, message);
                ExportedTrees exports = new ExportedTrees(walk.getObjectReader(), objects, commits);
                List<ObjectId> kept = goesOn ? exports.in(tip.get().tree(), List.of()) : List.of();
                commit = exports.remembered(exports.in(tree, kept), commit, tree);
                objects.keep();
                bringAlong(walk, tip, siblings, commit);
                if (!ref.replace(expected, commit)) {
                    return false;
                }
                // Once more: git-annex may have made it from the old branch just before.
                forgotten.dropIndex();
            }
        }
        tip.filter(side -> !goesOn).ifPresent(side -> untransitioned.add(side.commit.getId()));
        forgotten.ignore(untransitioned);
        return true;
    }

    private static TransitionsLog all(Optional<Side> tip, List<Side> siblings) {
        TransitionsLog all = tip.map(Side::transitions).orElse(TransitionsLog.NONE);
        for (Side sibling : siblings) {
            all = all.with(sibling.transitions);
        }
        return all;
    }

    /** Kept, as the next step reads it. */
    private ObjectId united(BranchTexts texts, Optional<Side> tip, List<Side> siblings) throws IOException {
        List<ObjectId> trees = new ArrayList<>();
        tip.ifPresent(side -> trees.add(side.tree()));
        siblings.forEach(side -> trees.add(side.tree()));
        // Of texts that say the same git-annex takes the one that is merged last.
        Collections.reverse(trees);
        try (NewObjects objects = new NewObjects(repository, config.sharing())) {
            ObjectId united = new UnionTree(texts, objects).of(trees);
            objects.keep();
            return united;
        }
    }

    private ObjectId transitioned(BranchTexts texts, ObjectId united, Optional<Side> tip, TransitionsLog all)
            throws IOException {
        if (!all.known().contains(Transition.FORGET_DEAD_REMOTES)) {
            return united;
        }
        ObjectId own = tip.map(Side::tree).orElse(null);
        try (NewObjects objects = new NewObjects(repository, config.sharing())) {
            ObjectId left = DroppedDead.of(new DroppedDead.Trees(united, own), texts, objects, config.branchHash());
            objects.keep();
            return left;
        }
    }

    /** What leans on the old history, and must not do so when a crash follows. */
    private void bringAlong(RevWalk walk, Optional<Side> tip, List<Side> siblings, ObjectId commit) throws IOException {
        Optional<CommittedBatch> batch = CommittedBatch.read(annex());
        List<Side> sides = new ArrayList<>(siblings);
        tip.ifPresent(sides::add);
        if (batch.isPresent() && held(walk, batch.get(), sides)) {
            batch.get().heldBy(commit).write(annex());
        }
        forgotten.dropIndex();
    }

    private static boolean held(RevWalk walk, CommittedBatch batch, List<Side> sides) throws IOException {
        for (ObjectId commit : batch.commits()) {
            try {
                RevCommit parsed = walk.parseCommit(commit);
                for (Side side : sides) {
                    if (walk.isMergedInto(parsed, side.commit)) {
                        return true;
                    }
                }
            } catch (MissingObjectException e) {
                // Not this one: git's gc has taken it, so that no branch has it.
            }
        }
        return false;
    }

    private Path annex() {
        return config.gitDir().resolve("annex");
    }
}

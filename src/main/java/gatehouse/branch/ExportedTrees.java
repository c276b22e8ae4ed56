// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.ExportedTreeishes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * The trees that were exported to special remotes. A commit of the branch holds each of them for a moment, so that
 * git's gc never takes them away; where history is forgotten that is done anew. Source: Annex/Branch.hs regraftexports,
 * prepRememberTreeish.
 */
record ExportedTrees(ObjectReader reader, NewObjects objects, BranchCommits commits) {
    private static final String GRAFT_POINT = "export.tree";

    /**
     * Of the trees that {@code tree}'s export log names, those that the repository has, without those of
     * {@code already}.
     */
    List<ObjectId> in(ObjectId tree, List<ObjectId> already) throws IOException {
        List<ObjectId> found = new ArrayList<>();
        String text = new BranchTexts(reader)
                .read(tree, new BranchPath(ExportedTreeishes.FILE))
                .orElse("");
        for (String name : ExportedTreeishes.of(text)) {
            if (ObjectId.isId(name)) {
                ObjectId id = ObjectId.fromString(name);
                if (!already.contains(id) && isTree(id)) {
                    found.add(id);
                }
            }
        }
        return found;
    }

    /** A commit on top of {@code commit}, with the same tree, that has the exported ones in its history. */
    ObjectId remembered(List<ObjectId> exported, ObjectId commit, ObjectId tree) throws IOException {
        ObjectId at = commit;
        for (ObjectId treeish : exported) {
            Folder grafted = Folder.read(reader, tree);
            grafted.put(GRAFT_POINT, new Folder.Entry(FileMode.TREE, treeish));
            ObjectId graft = grafted.insert(objects, java.util.Set.of());
            at = commits.merge(objects, graft, List.of(at), "graft");
            at = commits.merge(objects, tree, List.of(at), "graft cleanup");
        }
        return at;
    }

    private boolean isTree(ObjectId id) throws IOException {
        try {
            return reader.open(id).getType() == Constants.OBJ_TREE;
        } catch (MissingObjectException e) {
            return false;
        }
    }
}

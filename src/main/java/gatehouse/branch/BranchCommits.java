// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.UserConfig;

/** Makes commits as git-annex would in this repository: by whom its config names, with its messages. */
final class BranchCommits {
    private static final String CREATED = "branch created";
    private static final String UPDATE = "update";

    private final Repository repository;
    private final InstantSource clock;

    BranchCommits(Repository repository, InstantSource clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /** Source: Annex/Branch.hs createMessage, commitMessage; {@code annex.commitmessage} replaces both. */
    ObjectId first(NewObjects objects) throws IOException {
        ObjectId empty = objects.insert(Constants.OBJ_TREE, new byte[0]);
        return insert(objects, empty, List.of(), configured(CREATED));
    }

    ObjectId update(NewObjects objects, ObjectId tree, ObjectId parent) throws IOException {
        return insert(objects, tree, List.of(parent), configured(UPDATE));
    }

    ObjectId merge(NewObjects objects, ObjectId tree, List<ObjectId> parents, String message) throws IOException {
        return insert(objects, tree, parents, message);
    }

    private ObjectId insert(NewObjects objects, ObjectId tree, List<ObjectId> parents, String message)
            throws IOException {
        UserConfig user = repository.getConfig().get(UserConfig.KEY);
        Instant now = clock.instant();
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(new PersonIdent(user.getAuthorName(), user.getAuthorEmail(), now, ZoneOffset.UTC));
        commit.setCommitter(new PersonIdent(user.getCommitterName(), user.getCommitterEmail(), now, ZoneOffset.UTC));
        commit.setMessage(message + "\n");
        return objects.insert(Constants.OBJ_COMMIT, commit.build());
    }

    private String configured(String otherwise) {
        String message = repository.getConfig().getString("annex", null, "commitmessage");
        return message == null ? otherwise : message;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Makes the branch that is pushed first the one that clones check out: a new repository cannot know whether that will
 * be {@code main} or {@code master}. Only where HEAD of a bare repository names a branch that does not exist.
 */
final class FirstBranch {
    /**
     * The branches that git-annex makes beside those of users. Source: Annex/Branch.hs, Command/Sync.hs,
     * Annex/AdjustedBranch/Name.hs, Annex/View.hs.
     */
    private static final Pattern OF_GIT_ANNEX = Pattern.compile("(synced|adjusted|views)/.*|(.*/)?git-annex");

    private FirstBranch() {}

    static void adopt(Repository repository, Collection<ReceiveCommand> pushed) throws IOException {
        Ref head = repository.exactRef(Constants.HEAD);
        if (!repository.isBare() || head == null || !head.isSymbolic() || head.getObjectId() != null) {
            return;
        }
        Optional<String> first = pushed.stream()
                .filter(command -> command.getResult() == ReceiveCommand.Result.OK
                        && command.getType() != ReceiveCommand.Type.DELETE)
                .map(ReceiveCommand::getRefName)
                .filter(FirstBranch::ofUsers)
                .findFirst();
        if (first.isPresent()) {
            RefUpdate update = repository.updateRef(Constants.HEAD);
            update.disableRefLog();
            update.link(first.get());
        }
    }

    private static boolean ofUsers(String ref) {
        return ref.startsWith(Constants.R_HEADS)
                && !OF_GIT_ANNEX
                        .matcher(ref.substring(Constants.R_HEADS.length()))
                        .matches();
    }
}

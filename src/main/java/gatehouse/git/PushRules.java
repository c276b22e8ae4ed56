// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.tenant.Level;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * Which changes of refs a push may make. Who may only append can neither delete nor rewind. The branch that is checked
 * out in a repository with a work tree changes only where its owner allows that; work trees themselves are never
 * touched here, so {@code updateInstead} counts as a refusal. git-annex then uses its synced branches. Source:
 * git-config receive.denyCurrentBranch.
 */
final class PushRules implements PreReceiveHook {
    private final Level level;

    PushRules(Level level) {
        this.level = level;
    }

    @Override
    public void onPreReceive(ReceivePack receive, Collection<ReceiveCommand> commands) {
        Repository repository = receive.getRepository();
        String checkedOut = checkedOut(repository);
        for (ReceiveCommand command : commands) {
            if (level != Level.WRITE && loses(receive, command)) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "only additions are allowed");
            } else if (command.getRefName().equals(checkedOut)) {
                command.setResult(ReceiveCommand.Result.REJECTED_CURRENT_BRANCH);
            }
        }
    }

    private static boolean loses(ReceivePack receive, ReceiveCommand command) {
        try {
            command.updateType(receive.getRevWalk());
        } catch (IOException e) {
            return true;
        }
        return switch (command.getType()) {
            case CREATE, UPDATE -> false;
            case DELETE, UPDATE_NONFASTFORWARD -> true;
        };
    }

    private static String checkedOut(Repository repository) {
        String setting = repository.getConfig().getString("receive", null, "denycurrentbranch");
        boolean allowed = setting != null
                && switch (setting.toLowerCase(Locale.ROOT)) {
                    case "ignore", "warn", "false", "no", "off", "0" -> true;
                    default -> false;
                };
        if (repository.isBare() || allowed) {
            return "";
        }
        try {
            Ref head = repository.exactRef(Constants.HEAD);
            return head == null ? "" : head.getTarget().getName();
        } catch (IOException e) {
            return "";
        }
    }
}

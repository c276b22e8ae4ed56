// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.RewoundBranch;
import gatehouse.failure.FailureException;
import gatehouse.tenant.Level;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceiveCommand.Type;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * Which changes of refs a push may make; what {@code receive.denyNonFastForwards} and {@code receive.denyDeletes} say,
 * JGit sees to. Who may only append can neither delete nor rewind. A branch that is checked out changes only where
 * {@code receive.denyCurrentBranch} lets it; git-annex then uses its synced branches. As work trees are never touched
 * here, {@code updateInstead} counts as a refusal. The tip of a git-annex branch that a push puts aside is kept until
 * it is merged, and settings that are locked are looked for last. Source: git-config receive.denyCurrentBranch,
 * receive.denyDeleteCurrent.
 */
final class PushRules implements PreReceiveHook {
    private static final Logger LOG = Logger.getLogger(PushRules.class.getName());

    private final Level level;
    private final SettingsLock lock;

    PushRules(Level level, SettingsLock lock) {
        this.level = level;
        this.lock = lock;
    }

    @Override
    public void onPreReceive(ReceivePack receive, Collection<ReceiveCommand> commands) {
        for (ReceiveCommand command : commands) {
            try {
                command.updateType(receive.getRevWalk());
                check(receive.getRepository(), command);
                if (command.getResult() == Result.NOT_ATTEMPTED) {
                    lock.apply(receive, command);
                }
                if (command.getResult() == Result.NOT_ATTEMPTED) {
                    keepRewound(receive.getRepository(), command);
                }
            } catch (FailureException e) {
                command.setResult(Result.REJECTED_OTHER_REASON, e.failure().reason());
            } catch (IOException | RuntimeException e) {
                LOG.log(java.util.logging.Level.WARNING, "a push cannot be checked", e);
                command.setResult(Result.REJECTED_OTHER_REASON, "it cannot be told whether this is allowed");
            }
        }
    }

    private void check(Repository repository, ReceiveCommand command) throws IOException {
        boolean loses = command.getType() == Type.DELETE || command.getType() == Type.UPDATE_NONFASTFORWARD;
        if (level.compareTo(Level.WRITE) < 0 && loses) {
            command.setResult(Result.REJECTED_OTHER_REASON, "only additions are allowed");
        } else if (command.getType() == Type.DELETE
                && command.getRefName().equals(repository.getFullBranch())
                && denied(repository, "denydeletecurrent")) {
            command.setResult(Result.REJECTED_OTHER_REASON, "deletion of the current branch prohibited");
        } else if (denied(repository, "denycurrentbranch")
                && checkedOut(repository).contains(command.getRefName())) {
            command.setResult(Result.REJECTED_CURRENT_BRANCH);
        }
    }

    private static void keepRewound(Repository repository, ReceiveCommand command) throws IOException {
        if (command.getType() == Type.UPDATE_NONFASTFORWARD && RewoundBranch.is(command.getRefName())) {
            RewoundBranch.keep(repository, command.getOldId());
        }
    }

    private static Set<String> checkedOut(Repository repository) throws IOException {
        Set<String> checkedOut = LinkedWorkTrees.branches(repository);
        if (!repository.isBare()) {
            // Of a branch that has no commit yet, too.
            Optional.ofNullable(repository.exactRef(Constants.HEAD))
                    .ifPresent(head -> checkedOut.add(head.getTarget().getName()));
        }
        return checkedOut;
    }

    private static boolean denied(Repository repository, String setting) {
        String value = repository.getConfig().getString("receive", null, setting);
        return value == null
                || switch (value.toLowerCase(Locale.ROOT)) {
                    case "ignore", "warn", "false", "no", "off", "0" -> false;
                    default -> true;
                };
    }
}

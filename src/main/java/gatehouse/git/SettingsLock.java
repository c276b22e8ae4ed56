// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.AnnexBranches;
import gatehouse.branch.JournalLocked;
import gatehouse.branch.PushedSettings;
import gatehouse.branch.RewoundBranch;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Lockdown;
import gatehouse.tenant.LockdownAudit;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceiveCommand.Type;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * Keeps what a git-annex branch sets for everybody from one push by somebody who may not change it. No ref that is
 * merged ever holds such changes, so that no git-annex process in the repository can merge them either. For one push.
 */
public final class SettingsLock {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    private final Lockdown lockdown;
    private final AnnexBranches branches;
    private final Uuid repository;
    private final LockdownAudit audit;
    private final Set<ObjectId> kept = new HashSet<>();

    /** @param lockdown {@link Lockdown#OFF} for a sender who may change settings */
    public SettingsLock(Lockdown lockdown, AnnexBranches branches, Uuid repository, LockdownAudit audit) {
        this.lockdown = lockdown;
        this.branches = branches;
        this.repository = repository;
        this.audit = audit;
    }

    /**
     * Decides about a command that nothing else speaks against. Afterwards it still stands as it was, is refused, or is
     * done already: what remains of it is kept to be merged, and its ref stays where it is.
     */
    void apply(ReceivePack receive, ReceiveCommand command) throws IOException {
        if (lockdown == Lockdown.OFF || !isBranch(receive.getRepository(), command)) {
            return;
        }
        boolean own = RewoundBranch.is(command.getRefName());
        if (command.getType() == Type.DELETE) {
            if (own) {
                refuse(command, "only who may administer the repository may delete its git-annex branch");
            }
            return;
        }
        RevObject pushed = receive.getRevWalk().peel(receive.getRevWalk().parseAny(command.getNewId()));
        if (!(pushed instanceof RevCommit)) {
            refuse(command, "a git-annex branch is a commit");
            return;
        }
        ObjectId commit = pushed.copy();
        List<String> changes = branches.with(repository, branch -> new PushedSettings(branch).changes(commit))
                .orElseThrow(() -> new IOException("the repository is not served any more"));
        if (!changes.isEmpty()) {
            changed(receive, command, commit, changes);
        } else if (own && command.getType() == Type.UPDATE_NONFASTFORWARD) {
            // The branch must not be without its settings, not even until it is merged.
            keepRest(command, commit);
        }
    }

    private void changed(ReceivePack receive, ReceiveCommand command, ObjectId commit, List<String> changes)
            throws IOException {
        String files = changes.stream()
                .map(change -> change.replaceFirst("(:| without:) .*", ""))
                .distinct()
                .collect(Collectors.joining(", "));
        if (lockdown == Lockdown.REFUSE || receive.isAtomic()) {
            audit.refused(repository, command.getRefName(), changes);
            refuse(command, "only who may administer the repository may change " + files);
            return;
        }
        audit.dropped(repository, command.getRefName(), changes);
        keepRest(command, commit);
        receive.sendMessage("left out, as only who may administer the repository may change it: " + files);
    }

    private void keepRest(ReceiveCommand command, ObjectId commit) throws IOException {
        if (kept.add(commit)) {
            branches.with(repository, branch -> {
                try (JournalLocked locked = branch.lock(LOCK_WAIT)) {
                    new PushedSettings(branch).keepRest(locked, commit);
                }
                return true;
            });
        }
        command.setResult(Result.OK);
    }

    private static boolean isBranch(Repository repository, ReceiveCommand command) throws IOException {
        Optional<Ref> ref = Optional.ofNullable(repository.exactRef(command.getRefName()));
        return PushedSettings.areIn(command.getRefName())
                || ref.filter(known -> PushedSettings.areIn(known.getLeaf().getName()))
                        .isPresent();
    }

    private static void refuse(ReceiveCommand command, String reason) {
        command.setResult(Result.REJECTED_OTHER_REASON, reason);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.DifferenceLog;
import gatehouse.branch.log.LogLines;
import gatehouse.branch.log.SettingsLog;
import gatehouse.branch.log.TransitionsLog;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * What a pushed commit would change, once it is merged, of what the git-annex branch sets for everybody; and the commit
 * without that. Transitions count as settings, since they take lines away. Lines that are older than the branch's own
 * for the same thing change nothing: every clone that has not fetched lately has such.
 */
public final class PushedSettings {
    private final AnnexBranch branch;
    private final FileRepository repository;

    public PushedSettings(AnnexBranch branch) {
        this.branch = branch;
        this.repository = branch.repository();
    }

    /** Whether a ref of that name is merged into the branch, or is the branch itself. */
    public static boolean areIn(String ref) {
        return ref.endsWith("/git-annex");
    }

    /** @param commit empty for a branch that is still to be made */
    private record Side(Optional<RevCommit> commit, Folder top) {
        String text(BranchTexts texts, String file) throws IOException {
            Folder.Entry entry = top.entry(file);
            return entry == null ? "" : texts.read(entry.id());
        }

        boolean hasAs(Side other, String file) {
            return Objects.equals(top.entry(file), other.top.entry(file));
        }
    }

    /**
     * Each change as {@code FILE: LINE}, or {@code FILE without: LINE}; none when it may be merged as it is.
     *
     * @throws IOException also when one of the files is beyond what logs have
     */
    public List<String> changes(ObjectId pushed) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            BranchTexts texts = new BranchTexts(walk.getObjectReader());
            Side theirs = side(walk, pushed);
            Side own = tip(walk);
            boolean forward = isForward(walk, own, theirs);
            List<String> changes = new ArrayList<>();
            for (SettingsLog log : SettingsLog.values()) {
                String file = log.file();
                if (!theirs.hasAs(own, file)) {
                    if (isLog(theirs.top.entry(file))) {
                        addChanges(log, texts, own, theirs, forward, changes);
                    } else {
                        changes.add(file + ": a folder");
                    }
                }
            }
            if (!theirs.hasAs(own, TransitionsLog.FILE)) {
                addTransitions(texts, own, theirs, forward, changes);
            }
            return changes;
        }
    }

    /**
     * Keeps the pushed commit to be merged by {@link AnnexBranch#merge}, with the branch's settings in place of its
     * own, as a commit that has it in its history. Clones then see it as merged, and take over the settings.
     *
     * @throws FailureException with {@link Failure.Conflict} when it can never be merged
     */
    public void keepRest(JournalLocked locked, ObjectId pushed) throws IOException {
        locked.require(branch.config().gitDir());
        try (RevWalk walk = new RevWalk(repository);
                NewObjects objects = new NewObjects(repository, branch.config().sharing())) {
            BranchTexts texts = new BranchTexts(walk.getObjectReader());
            Side theirs = side(walk, pushed);
            Side own = tip(walk);
            if (own.commit.isPresent() && walk.isMergedInto(walk.parseCommit(pushed), own.commit.get())) {
                return;
            }
            String differences = theirs.text(texts, DifferenceLog.FILE);
            if (!DifferenceLog.parse(differences).all().equals(Optional.of(DifferenceLog.of(branch.config())))) {
                throw new FailureException(new Failure.Conflict("that git-annex branch is tuned differently"));
            }
            List<String> files = new ArrayList<>();
            for (SettingsLog log : SettingsLog.values()) {
                files.add(log.file());
            }
            boolean ownTransitions = isForward(walk, own, theirs) || !isLog(theirs.top.entry(TransitionsLog.FILE));
            if (ownTransitions) {
                files.add(TransitionsLog.FILE);
            } else {
                keepCommonTransitions(texts, own, theirs, objects);
            }
            for (String file : files) {
                Folder.Entry entry = own.top.entry(file);
                if (entry == null) {
                    theirs.top.remove(file);
                } else {
                    theirs.top.put(file, entry);
                }
            }
            ObjectId tree = theirs.top.insert(objects, Set.of());
            ObjectId rest = branch.commits().merge(objects, tree, List.of(pushed), "without its settings");
            objects.keep();
            RewoundBranch.keep(repository, rest);
        }
    }

    private void addChanges(
            SettingsLog log, BranchTexts texts, Side own, Side theirs, boolean forward, List<String> changes)
            throws IOException {
        String file = log.file();
        // With what git-annex processes have set and not yet committed.
        String ours = branch.read(new BranchPath(file));
        String pushed = theirs.text(texts, file);
        Set<String> before = log.inForce(ours);
        Set<String> added = new LinkedHashSet<>(log.inForce(LogLines.union(List.of(ours, pushed))));
        added.removeAll(before);
        added.forEach(line -> changes.add(file + ": " + line));
        if (forward) {
            // The branch would become the pushed commit as it is.
            Set<String> lost = new LinkedHashSet<>(log.inForce(own.text(texts, file)));
            lost.removeAll(log.inForce(pushed));
            lost.forEach(line -> changes.add(file + " without: " + line));
        }
    }

    private static void addTransitions(BranchTexts texts, Side own, Side theirs, boolean forward, List<String> changes)
            throws IOException {
        if (!isLog(theirs.top.entry(TransitionsLog.FILE))) {
            changes.add(TransitionsLog.FILE + ": a folder");
            return;
        }
        SortedSet<TransitionsLog.Line> ours = transitions(texts, own);
        SortedSet<TransitionsLog.Line> pushed = transitions(texts, theirs);
        for (TransitionsLog.Line line : pushed) {
            if (!ours.contains(line)) {
                changes.add(TransitionsLog.FILE + ": " + line.name() + " " + line.started());
            }
        }
        for (TransitionsLog.Line line : ours) {
            if (forward && !pushed.contains(line)) {
                changes.add(TransitionsLog.FILE + " without: " + line.name() + " " + line.started());
            }
        }
    }

    /** What the branch has been through and the pushed commit has not, is made when it is merged. */
    private static void keepCommonTransitions(BranchTexts texts, Side own, Side theirs, NewObjects objects)
            throws IOException {
        SortedSet<TransitionsLog.Line> common = new TreeSet<>(transitions(texts, theirs));
        common.retainAll(transitions(texts, own));
        if (common.isEmpty()) {
            theirs.top.remove(TransitionsLog.FILE);
        } else {
            byte[] text = BranchTexts.bytes(new TransitionsLog(common).format());
            ObjectId blob = objects.insert(Constants.OBJ_BLOB, text);
            theirs.top.put(TransitionsLog.FILE, new Folder.Entry(FileMode.REGULAR_FILE, blob));
        }
    }

    private static SortedSet<TransitionsLog.Line> transitions(BranchTexts texts, Side side) throws IOException {
        return TransitionsLog.parse(side.text(texts, TransitionsLog.FILE)).lines();
    }

    private static boolean isForward(RevWalk walk, Side own, Side theirs) throws IOException {
        return own.commit.isEmpty() || walk.isMergedInto(own.commit.get(), theirs.commit.orElseThrow());
    }

    private static boolean isLog(Folder.@Nullable Entry entry) {
        return entry == null || !entry.isFolder() && !entry.mode().equals(FileMode.GITLINK);
    }

    private Side tip(RevWalk walk) throws IOException {
        Optional<ObjectId> tip = branch.tip();
        return tip.isEmpty() ? new Side(Optional.empty(), new Folder()) : side(walk, tip.get());
    }

    private static Side side(RevWalk walk, ObjectId id) throws IOException {
        RevCommit commit = walk.parseCommit(id);
        return new Side(Optional.of(commit), Folder.read(walk.getObjectReader(), commit.getTree()));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.BranchTransition.Side;
import gatehouse.branch.log.DifferenceLog;
import gatehouse.branch.log.TransitionsLog;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** One try at merging the other git-annex branches into the branch. Source: Annex/Branch.hs updateTo'. */
final class SiblingMerge {
    private static final BranchPath TRANSITIONS = new BranchPath(TransitionsLog.FILE);

    private final FileRepository repository;
    private final AnnexConfig config;
    private final BranchCommits commits;
    private final BranchRef ref;
    private final ForgottenRefs forgotten;
    private final Map<String, ObjectId> newer = new LinkedHashMap<>();
    private final Set<ObjectId> behind = new LinkedHashSet<>();
    private final List<MergeOutcome.Left> left = new ArrayList<>();

    SiblingMerge(FileRepository repository, AnnexConfig config, BranchCommits commits, BranchRef ref) {
        this.repository = repository;
        this.config = config;
        this.commits = commits;
        this.ref = ref;
        this.forgotten = new ForgottenRefs(config.gitDir().resolve("annex"));
    }

    /** Finds the branches to merge; false when there are none. */
    boolean needed() throws IOException {
        Set<ObjectId> ignored = forgotten.ignored();
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit tip = tip(walk);
            for (Ref sibling : repository.getRefDatabase().getRefs()) {
                String name = sibling.getName();
                if (PushedSettings.areIn(name) && !name.equals(BranchRef.NAME)) {
                    RevCommit commit = commit(walk, sibling);
                    if (commit == null || ignored.contains(commit) || newer.containsValue(commit.getId())) {
                        continue;
                    } else if (tip != null && walk.isMergedInto(commit, tip)) {
                        behind.add(commit.getId());
                    } else {
                        consider(walk.getObjectReader(), name, commit, tip);
                    }
                }
            }
        }
        return !newer.isEmpty();
    }

    /** Merges what {@link #needed} found; false when a push moved the tip meanwhile, and nothing is changed. */
    boolean merged() throws IOException {
        try (RevWalk walk = new RevWalk(repository);
                NewObjects objects = new NewObjects(repository, config.sharing())) {
            RevCommit tip = tip(walk);
            ObjectId expected = tip == null ? ObjectId.zeroId() : tip;
            List<RevCommit> parents = new ArrayList<>();
            if (tip != null) {
                parents.add(tip);
            }
            for (ObjectId commit : newer.values()) {
                parents.add(walk.parseCommit(commit));
            }
            List<Side> sides = sides(walk, parents);
            if (sides.stream().map(Side::transitions).distinct().count() > 1) {
                return transitioned(walk, tip, sides);
            }
            Optional<RevCommit> newest = newest(walk, parents);
            if (newest.isPresent()) {
                return ref.advance(expected, newest.get());
            }
            List<ObjectId> trees =
                    parents.stream().map(parent -> parent.getTree().getId()).toList();
            ObjectId union = new UnionTree(new BranchTexts(walk.getObjectReader()), objects).of(trees);
            ObjectId commit = commits.merge(objects, union, List.copyOf(parents), message());
            objects.keep();
            return ref.advance(expected, commit);
        }
    }

    MergeOutcome outcome() {
        return new MergeOutcome(List.copyOf(newer.keySet()), left);
    }

    private void consider(ObjectReader reader, String name, RevCommit commit, @Nullable RevCommit tip)
            throws IOException {
        BranchTexts texts = new BranchTexts(reader);
        Optional<String> differences = texts.read(commit.getTree(), new BranchPath(DifferenceLog.FILE));
        if (!DifferenceLog.parse(differences.orElse("")).all().equals(Optional.of(DifferenceLog.of(config)))) {
            left.add(new MergeOutcome.Left(name, MergeOutcome.Reason.TUNED_DIFFERENTLY));
            return;
        }
        TransitionsLog theirs = transitions(texts, commit);
        TransitionsLog ours = tip == null ? theirs : transitions(texts, tip);
        if (theirs.equals(ours)) {
            newer.put(name, commit.getId());
        } else if (theirs.hasUnknown() || ours.hasUnknown()) {
            left.add(new MergeOutcome.Left(name, MergeOutcome.Reason.UNKNOWN_TRANSITION));
        } else if (!forgotten.merged().contains(commit) || !ours.with(theirs).equals(ours)) {
            // What git-annex had merged before it went through a transition is not to be merged again.
            newer.put(name, commit.getId());
        }
    }

    private boolean transitioned(RevWalk walk, @Nullable RevCommit tip, List<Side> sides) throws IOException {
        Optional<Side> own = tip == null ? Optional.empty() : Optional.of(sides.getFirst());
        List<Side> siblings = tip == null ? sides : sides.subList(1, sides.size());
        if (!new BranchTransition(repository, config, commits, ref).made(walk, own, siblings)) {
            return false;
        }
        RevCommit made = walk.parseCommit(ref.tip().orElseThrow());
        List<ObjectId> cutOff = new ArrayList<>();
        for (ObjectId commit : behind) {
            if (!walk.isMergedInto(walk.parseCommit(commit), made)) {
                cutOff.add(commit);
            }
        }
        forgotten.ignore(cutOff);
        return true;
    }

    private static List<Side> sides(RevWalk walk, List<RevCommit> commits) throws IOException {
        BranchTexts texts = new BranchTexts(walk.getObjectReader());
        List<Side> sides = new ArrayList<>();
        for (RevCommit commit : commits) {
            sides.add(new Side(commit, transitions(texts, commit)));
        }
        return sides;
    }

    private static TransitionsLog transitions(BranchTexts texts, RevCommit commit) throws IOException {
        return TransitionsLog.parse(texts.read(commit.getTree(), TRANSITIONS).orElse(""));
    }

    /** The one that has all the others in its history. */
    private static Optional<RevCommit> newest(RevWalk walk, List<RevCommit> commits) throws IOException {
        RevCommit best = commits.getFirst();
        for (RevCommit commit : commits) {
            if (!walk.isMergedInto(commit, best)) {
                if (!walk.isMergedInto(best, commit)) {
                    return Optional.empty();
                }
                best = commit;
            }
        }
        return Optional.of(best);
    }

    private String message() {
        String names = newer.keySet().stream()
                .map(name -> name.replaceFirst("^refs/(heads|remotes)/", ""))
                .collect(Collectors.joining(" "));
        return "merging " + names + " into git-annex";
    }

    private @Nullable RevCommit tip(RevWalk walk) throws IOException {
        Optional<ObjectId> tip = ref.tip();
        return tip.isEmpty() ? null : walk.parseCommit(tip.get());
    }

    private static @Nullable RevCommit commit(RevWalk walk, Ref sibling) throws IOException {
        ObjectId id = sibling.getObjectId();
        if (id == null) {
            return null;
        }
        RevObject peeled = walk.peel(walk.parseAny(id));
        return peeled.getType() == Constants.OBJ_COMMIT ? (RevCommit) peeled : null;
    }
}

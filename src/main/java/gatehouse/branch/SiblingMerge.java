// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.DifferenceLog;
import gatehouse.branch.log.LogLines;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private static final BranchPath TRANSITIONS = new BranchPath("transitions.log");

    private final FileRepository repository;
    private final AnnexConfig config;
    private final BranchCommits commits;
    private final BranchRef ref;
    private final Map<String, ObjectId> newer = new LinkedHashMap<>();
    private final List<MergeOutcome.Left> left = new ArrayList<>();

    SiblingMerge(FileRepository repository, AnnexConfig config, BranchCommits commits, BranchRef ref) {
        this.repository = repository;
        this.config = config;
        this.commits = commits;
        this.ref = ref;
    }

    /** Finds the branches to merge; false when there are none. */
    boolean needed() throws IOException {
        Set<ObjectId> ignored = ignored();
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit tip = tip(walk);
            for (Ref sibling : repository.getRefDatabase().getRefs()) {
                String name = sibling.getName();
                if (name.endsWith("/git-annex") && !name.equals(BranchRef.NAME)) {
                    RevCommit commit = commit(walk, sibling);
                    if (commit != null
                            && !ignored.contains(commit)
                            && !newer.containsValue(commit.getId())
                            && (tip == null || !walk.isMergedInto(commit, tip))) {
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
        } else if (tip != null && !transitions(texts, commit).equals(transitions(texts, tip))) {
            left.add(new MergeOutcome.Left(name, MergeOutcome.Reason.TRANSITIONED));
        } else {
            newer.put(name, commit.getId());
        }
    }

    private static Set<String> transitions(BranchTexts texts, RevCommit commit) throws IOException {
        return LogLines.exact(texts.read(commit.getTree(), TRANSITIONS).orElse(""));
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

    /** Commits that a transition of git-annex has made not worth merging. Source: Annex/Branch.hs getIgnoredRefs. */
    private Set<ObjectId> ignored() throws IOException {
        Path file = config.gitDir().resolve("annex").resolve("ignoredrefs");
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(ObjectId::isId).map(ObjectId::fromString).collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.DifferenceLog;
import gatehouse.branch.log.DifferenceLog.Difference;
import gatehouse.branch.log.LocationLog;
import gatehouse.branch.log.LogLines;
import gatehouse.branch.log.TransitionsLog;
import gatehouse.branch.log.UuidLog;
import gatehouse.branch.log.VectorClock;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.ConfigEdit;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.PlacementConfig;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The git-annex branch of one repository, and the journal of git-annex processes beside it. Changes are made on the
 * trees of the current tip; git-annex's index is left alone, since git-annex merges the branch into it whenever it
 * finds the tip changed. Safe for use by many threads; what changes the branch needs the journal's lock. Texts have one
 * char for each byte. Source: Annex/Branch.hs.
 */
public final class AnnexBranch {
    /** Only a push, which knows no journal lock, can move the tip under us; pushes are not that frequent. */
    private static final int MOST_TRIES = 20;

    private final FileRepository repository;
    private final AnnexConfig config;
    private final InstantSource clock;
    private final Journal journal;
    private final BranchRef ref;
    private final BranchCommits commits;

    /** What is done when a commit is durable and about to become the tip, or is it already. */
    private interface BeforeTip {
        void is(ObjectId commit) throws IOException;
    }

    /**
     * @param repository kept open by the caller while this is used
     * @throws IllegalArgumentException when the repository is not one in the file system
     */
    public AnnexBranch(Repository repository, AnnexConfig config, InstantSource clock) {
        if (!(repository instanceof FileRepository files)) {
            throw new IllegalArgumentException("not a repository in the file system");
        }
        this.repository = files;
        this.config = config;
        this.clock = clock;
        this.journal = new Journal(config);
        this.ref = new BranchRef(files, clock);
        this.commits = new BranchCommits(files, clock);
    }

    public AnnexConfig config() {
        return config;
    }

    /** The commit at the tip; empty before the branch is created. */
    public Optional<ObjectId> tip() throws IOException {
        return ref.tip();
    }

    /** @throws FailureException with {@link Failure.Busy} when the lock is not to be had within {@code atMost} */
    public JournalLocked lock(Duration atMost) throws IOException {
        return new JournalLock(config).acquire(atMost);
    }

    /** A file of the branch, with what the journal adds to it; the empty text when there is none. */
    public String read(BranchPath path) throws IOException {
        // The journal first: what leaves it meanwhile is then in the tip that is read after it.
        Optional<String> journalled = journal.read(path);
        Optional<ObjectId> tip = ref.tip();
        String committed = "";
        if (tip.isPresent()) {
            try (ObjectReader reader = repository.newObjectReader()) {
                committed = new BranchTexts(reader)
                        .read(tree(reader, tip.get()), path)
                        .orElse("");
            }
        }
        return journalled.isEmpty() ? committed : withJournal(path, committed, journalled.get());
    }

    /**
     * Files at the top of the branch, with what the journal adds to them.
     *
     * @param known what an earlier call has returned; returned again while it is still so
     */
    public TopFiles topFiles(Set<String> names, Optional<TopFiles> known) throws IOException {
        return TopFiles.read(repository, journal, names, known);
    }

    /** What the git config says now; the same object while it is unchanged. */
    public PlacementConfig placementConfig() {
        return repository.getConfig().get(PlacementConfigReading.KEY);
    }

    /** As {@link #placementConfig}, what it says of remotes and clusters. */
    public GatewayConfig gatewayConfig() {
        return repository.getConfig().get(GatewayConfigReading.KEY);
    }

    /** Decides how to change the git config by what it says of remotes and clusters. */
    public interface ConfigChange {
        List<ConfigEdit> of(GatewayConfig now) throws IOException;
    }

    /**
     * Changes the git config under git's own lock; nobody else changes it while {@code change} decides. Takes no other
     * lock, so that it may be called with or without that of the journal.
     *
     * @return what it says now, on the disk
     * @throws FailureException Busy when another has the lock for longer than {@code atMost}, and whatever
     *     {@code change} throws; nothing has changed then
     */
    public GatewayConfig changeConfig(Duration atMost, ConfigChange change) throws IOException {
        new ConfigFile(repository.getConfig().getFile().toPath()).change(atMost, () -> change.of(gatewayConfig()));
        return gatewayConfig();
    }

    /** What git's attributes say of a file, by its name from the top of the repository with one char for each byte. */
    public CopiesAttributes copiesAttributes(String file) throws IOException {
        return CopiesAttributes.of(repository, file);
    }

    /** What the branch knows to be somewhere, as of now; without what the journal of git-annex processes adds. */
    public KnownContents contents() throws IOException {
        return new KnownContents(repository, config.branchHash(), ref.tip().orElse(ObjectId.zeroId()));
    }

    public LocationLog locationLog(Key key) throws IOException {
        return LocationLog.parse(read(BranchPath.locationLog(key, config.branchHash())));
    }

    /**
     * Makes the branch where there is none, and describes the repository in it, as {@code git annex init} does. Source:
     * Annex/Init.hs, Annex/Difference.hs.
     */
    public void create(JournalLocked locked, String description) throws IOException {
        VectorClock now = now();
        Map<BranchPath, UnaryOperator<String>> changes = new LinkedHashMap<>();
        changes.put(
                new BranchPath(UuidLog.FILE),
                text -> UuidLog.parse(text)
                        .with(now, config.uuid(), description)
                        .format());
        Set<Difference> differences = DifferenceLog.of(config);
        if (!differences.isEmpty()) {
            changes.put(
                    new BranchPath(DifferenceLog.FILE),
                    text -> DifferenceLog.parse(text)
                            .with(now, config.uuid(), differences)
                            .format());
        }
        change(locked, changes);
    }

    /**
     * Commits changed texts; a file that is not there yet has the empty text. What the journal holds of these files
     * goes into the commit.
     *
     * @return the commit, durable and the tip; empty when nothing changed
     * @throws IOException when the branch could not be read or written; it is as before, or has the whole change
     */
    public Optional<ObjectId> change(JournalLocked locked, Map<BranchPath, UnaryOperator<String>> changes)
            throws IOException {
        TreeEdit edit = new TreeEdit();
        List<BranchPath> journalled = addJournal(locked, edit, changes.keySet());
        changes.forEach(edit::add);
        return commit(locked, edit, journalled, commit -> {});
    }

    /**
     * Commits location changes in their order. Those that an earlier call has committed are left out, so that a batch
     * may be given again after a crash. Returns and fails as {@link #change}.
     */
    public Optional<ObjectId> record(JournalLocked locked, List<Entry> entries) throws IOException {
        locked.require(config.gitDir());
        TreeEdit edit = new TreeEdit();
        List<Entry> fresh = notYetCommitted(entries);
        Map<BranchPath, List<LocationChange>> changes = new LinkedHashMap<>();
        for (Entry entry : fresh) {
            BranchPath path = BranchPath.locationLog(entry.change().key(), config.branchHash());
            changes.computeIfAbsent(path, p -> new ArrayList<>()).add(entry.change());
        }
        List<BranchPath> journalled = addJournal(locked, edit, changes.keySet());
        changes.forEach((path, ofKey) -> edit.add(path, text -> changed(text, ofKey)));
        return commit(
                locked,
                edit,
                journalled,
                commit -> CommittedBatch.of(commit, entries).write(annex()));
    }

    /**
     * Commits what git-annex processes have left in the journal, but the beginning of a transition, which is
     * git-annex's to go on with. Returns and fails as {@link #change}.
     */
    public Optional<ObjectId> takeJournal(JournalLocked locked) throws IOException {
        TreeEdit edit = new TreeEdit();
        List<BranchPath> journalled = addJournal(
                locked,
                edit,
                journal.paths(locked).stream()
                        .filter(path -> !path.text().equals(TransitionsLog.FILE))
                        .toList());
        return journalled.isEmpty() ? Optional.empty() : commit(locked, edit, journalled, commit -> {});
    }

    /**
     * Changes a text in the journal, which is durable then, and in the branch with the next commit of whoever makes it.
     * What the journal cannot name is committed at once.
     */
    public void journal(JournalLocked locked, BranchPath path, UnaryOperator<String> change) throws IOException {
        if (Journal.holds(path)) {
            journal.write(locked, path, change.apply(read(path)));
        } else {
            change(locked, Map.of(path, change));
        }
    }

    /**
     * As {@link #takeJournal}, where there is a journal and {@code annex.alwayscommit} leaves that to whoever comes
     * along.
     *
     * @throws FailureException as {@link #lock}
     */
    public void takeJournalWithin(Duration atMost) throws IOException {
        if (!journal.isEmpty() && repository.getConfig().getBoolean("annex", "alwayscommit", true)) {
            try (JournalLocked locked = lock(atMost)) {
                takeJournal(locked);
            }
        }
    }

    /**
     * Merges all other git-annex branches of the repository that are newer, the journal first. Fast-forwards where
     * possible. Nothing happens where {@code annex.merge-annex-branches} is off.
     */
    public MergeOutcome merge(JournalLocked locked) throws IOException {
        locked.require(config.gitDir());
        if (!repository.getConfig().getBoolean("annex", "merge-annex-branches", true)) {
            return MergeOutcome.NOTHING;
        }
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            SiblingMerge merge = new SiblingMerge(repository, config, commits, ref);
            boolean needed = merge.needed();
            if (needed) {
                takeJournal(locked);
            }
            if (!needed || merge.merged()) {
                RewoundBranch.removeMerged(repository, new ForgottenRefs(annex()));
                return merge.outcome();
            }
        }
        throw movedTooOften();
    }

    /** What the location logs add up to. */
    SizeCount sizes() {
        return new SizeCount(repository, config.branchHash());
    }

    FileRepository repository() {
        return repository;
    }

    BranchCommits commits() {
        return commits;
    }

    private Optional<ObjectId> commit(
            JournalLocked locked, TreeEdit edit, List<BranchPath> journalled, BeforeTip beforeTip) throws IOException {
        locked.require(config.gitDir());
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            ObjectId expected = ref.tip().orElse(ObjectId.zeroId());
            try (ObjectReader reader = repository.newObjectReader();
                    NewObjects objects = new NewObjects(repository, config.sharing())) {
                boolean absent = expected.equals(ObjectId.zeroId());
                ObjectId old = absent ? null : tree(reader, expected);
                ObjectId tree = edit.apply(new BranchTexts(reader), old, objects);
                if (tree == null || tree.equals(old)) {
                    beforeTip.is(expected);
                    journal.remove(locked, journalled);
                    return Optional.empty();
                }
                ObjectId parent = absent ? commits.first(objects) : expected;
                ObjectId commit = commits.update(objects, tree, parent);
                objects.keep();
                beforeTip.is(commit);
                if (ref.advance(expected, commit)) {
                    journal.remove(locked, journalled);
                    return Optional.of(commit);
                }
            }
        }
        throw movedTooOften();
    }

    /** Adds what the journal holds of the files, and returns which of them it has. */
    private List<BranchPath> addJournal(JournalLocked locked, TreeEdit edit, Collection<BranchPath> paths)
            throws IOException {
        locked.require(config.gitDir());
        List<BranchPath> journalled = new ArrayList<>();
        if (journal.isEmpty()) {
            return journalled;
        }
        for (BranchPath path : paths) {
            journal.read(path).ifPresent(text -> {
                journalled.add(path);
                edit.add(path, committed -> withJournal(path, committed, text));
            });
        }
        return journalled;
    }

    private String withJournal(BranchPath path, String committed, String journalled) {
        String union = LogLines.union(List.of(journalled, committed));
        boolean whole = union.equals(journalled) || union.equals(committed);
        if (whole || !path.isLocationLog(config.branchHash())) {
            return union;
        }
        return LocationLog.parse(union).compacted().format();
    }

    private static String changed(String text, List<LocationChange> changes) {
        LocationLog before = LocationLog.parse(text);
        LocationLog log = before;
        for (LocationChange change : changes) {
            log = log.with(change);
        }
        // The very text where nothing changed: formatting may tidy what others wrote.
        return log.equals(before) ? text : log.format();
    }

    private List<Entry> notYetCommitted(List<Entry> entries) throws IOException {
        Optional<CommittedBatch> last = CommittedBatch.read(annex());
        if (last.isEmpty()
                || entries.stream().noneMatch(last.get()::holds)
                || !last.get().isIn(repository, ref.tip())) {
            return entries;
        }
        return entries.stream().filter(entry -> !last.get().holds(entry)).toList();
    }

    private VectorClock now() {
        Instant now = clock.instant();
        return VectorClock.ofNanos(now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }

    private Path annex() {
        return config.gitDir().resolve("annex");
    }

    static ObjectId tree(ObjectReader reader, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(reader)) {
            return walk.parseCommit(commit).getTree().getId();
        }
    }

    private static FailureException movedTooOften() {
        return new FailureException(new Failure.Busy("the git-annex branch is being pushed to all the time"));
    }
}

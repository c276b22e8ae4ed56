// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Which entries of the journal of location changes the last batch held, written before its commit becomes the tip.
 * After a crash between that and the entries' removal they would else be made again, on top of whatever others have
 * recorded since. An entry is known by its place and its content together, as another store counts places anew.
 *
 * @param commits the branch holds the batch when it has one of them in its history
 */
record CommittedBatch(Set<ObjectId> commits, Set<String> entries) {
    private static final String FILE = "gatehouse-committed";
    private static final int HASH_BYTES = 12;

    static CommittedBatch of(ObjectId commit, Collection<Entry> entries) {
        Set<String> known = new TreeSet<>();
        entries.forEach(entry -> known.add(name(entry)));
        return new CommittedBatch(Set.of(commit), known);
    }

    /** Empty when there is none or it cannot be read, as after a crash of the machine. */
    static Optional<CommittedBatch> read(Path annex) throws IOException {
        try {
            String[] lines = Files.readString(annex.resolve(FILE), StandardCharsets.ISO_8859_1)
                    .split("\n");
            Set<ObjectId> commits = new LinkedHashSet<>();
            for (String commit : lines[0].split(" ")) {
                if (!ObjectId.isId(commit)) {
                    return Optional.empty();
                }
                commits.add(ObjectId.fromString(commit));
            }
            Set<String> entries = new HashSet<>();
            for (int i = 1; i < lines.length; i++) {
                entries.add(lines[i]);
            }
            return Optional.of(new CommittedBatch(commits, entries));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The same, held by another commit too, as when one that forgets history takes a commit's place. */
    CommittedBatch heldBy(ObjectId commit) {
        Set<ObjectId> both = new LinkedHashSet<>(commits);
        both.add(commit);
        return new CommittedBatch(both, entries);
    }

    void write(Path annex) throws IOException {
        String names = commits.stream().map(ObjectId::name).collect(Collectors.joining(" "));
        String text = names + "\n" + String.join("\n", entries) + "\n";
        Durable.write(annex.resolve(FILE), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean holds(Entry entry) {
        return entries.contains(name(entry));
    }

    /** Whether a commit of the branch is one that holds the batch, or comes after one. */
    boolean isIn(Repository repository, Optional<ObjectId> tip) throws IOException {
        if (tip.isEmpty()) {
            return false;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            for (ObjectId commit : commits) {
                if (isIn(walk, commit, tip.get())) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isIn(RevWalk walk, ObjectId commit, ObjectId tip) throws IOException {
        try {
            return walk.isMergedInto(walk.parseCommit(commit), walk.parseCommit(tip));
        } catch (MissingObjectException e) {
            return false;
        }
    }

    private static String name(Entry entry) {
        LocationChange change = entry.change();
        String content = String.join(
                " ",
                change.where().text(),
                change.presence().name(),
                Long.toString(change.atNanos()),
                change.key().text());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(BranchTexts.bytes(content));
            return entry.place() + " " + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

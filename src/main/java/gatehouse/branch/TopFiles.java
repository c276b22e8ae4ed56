// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Some files at the top of a git-annex branch, as they were at one moment, with what the journal of git-annex processes
 * adds to them. Immutable. Where the branch has not changed since, looking again costs no more than reading a ref.
 */
public final class TopFiles {
    private final Set<String> names;
    private final Optional<ObjectId> tip;
    private final Map<String, ObjectId> committed;
    private final Map<String, String> journalled;
    private final Map<String, String> texts;

    private TopFiles(Set<String> names, At at, Map<String, ObjectId> committed, Map<String, String> texts) {
        this.names = names;
        this.tip = at.tip;
        this.journalled = at.journalled;
        this.committed = committed;
        this.texts = texts;
    }

    /** What a moment is told by. */
    private record At(Optional<ObjectId> tip, Map<String, String> journalled) {}

    /** Empty for a file that is not there; one char for each byte. */
    public String text(String name) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("this file was not asked for");
        }
        return texts.getOrDefault(name, "");
    }

    /** Whether both hold the same texts; quick, and false at worst where it would be true. */
    public boolean sameTexts(TopFiles other) {
        return texts == other.texts;
    }

    public int chars() {
        return texts.values().stream().mapToInt(String::length).sum();
    }

    /** @param known what was read before; that itself when it is still so */
    static TopFiles read(Repository repository, Journal journal, Set<String> names, Optional<TopFiles> known)
            throws IOException {
        At at = at(repository, journal, names);
        if (known.isEmpty() || !known.get().names.equals(names)) {
            return read(repository, Set.copyOf(names), at);
        }
        TopFiles before = known.get();
        if (before.tip.equals(at.tip) && before.journalled.equals(at.journalled)) {
            return before;
        }
        try (ObjectReader reader = repository.newObjectReader()) {
            Map<String, ObjectId> committed = committed(reader, at.tip, before.names);
            return committed.equals(before.committed) && before.journalled.equals(at.journalled)
                    ? new TopFiles(before.names, at, committed, before.texts)
                    : new TopFiles(before.names, at, committed, texts(reader, committed, at.journalled));
        }
    }

    private static TopFiles read(Repository repository, Set<String> names, At at) throws IOException {
        try (ObjectReader reader = repository.newObjectReader()) {
            Map<String, ObjectId> committed = committed(reader, at.tip, names);
            return new TopFiles(names, at, committed, texts(reader, committed, at.journalled));
        }
    }

    /** The journal first: what leaves it meanwhile is then in the tip that is read after it. */
    private static At at(Repository repository, Journal journal, Set<String> names) throws IOException {
        Map<String, String> journalled = new HashMap<>();
        if (!journal.isEmpty()) {
            for (String name : names) {
                journal.read(new BranchPath(name)).ifPresent(text -> journalled.put(name, text));
            }
        }
        return new At(BranchRef.tip(repository), Map.copyOf(journalled));
    }

    private static Map<String, ObjectId> committed(ObjectReader reader, Optional<ObjectId> tip, Set<String> names)
            throws IOException {
        Map<String, ObjectId> found = new HashMap<>();
        if (tip.isPresent()) {
            ObjectId tree;
            try (RevWalk walk = new RevWalk(reader)) {
                tree = walk.parseCommit(tip.get()).getTree().getId();
            }
            CanonicalTreeParser parser = new CanonicalTreeParser();
            for (parser.reset(reader, tree); !parser.eof(); parser.next(1)) {
                if (!parser.getEntryFileMode().equals(org.eclipse.jgit.lib.FileMode.TREE)) {
                    String name = new String(
                            parser.getEntryPathBuffer(), 0, parser.getEntryPathLength(), StandardCharsets.ISO_8859_1);
                    if (names.contains(name)) {
                        found.put(name, parser.getEntryObjectId());
                    }
                }
            }
        }
        return Map.copyOf(found);
    }

    private static Map<String, String> texts(
            ObjectReader reader, Map<String, ObjectId> committed, Map<String, String> journalled) throws IOException {
        BranchTexts blobs = new BranchTexts(reader);
        Map<String, String> texts = new HashMap<>(journalled);
        for (Map.Entry<String, ObjectId> file : committed.entrySet()) {
            String text = blobs.read(file.getValue());
            texts.merge(file.getKey(), text, (ofJournal, inBranch) -> LogLines.union(List.of(ofJournal, inBranch)));
        }
        return Map.copyOf(texts);
    }
}

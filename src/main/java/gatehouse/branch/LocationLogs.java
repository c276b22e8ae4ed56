// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.LocationLog;
import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * The location logs in trees of a git-annex branch, one after the other; never all in memory. A commit of zeros stands
 * for a branch that is not there, and has none. Of one thread. Source: Annex/Branch.hs overBranchFileContents,
 * Logs/Location.hs overLocationLogs.
 */
final class LocationLogs {
    private static final byte[] SUFFIX = ".log".getBytes(StandardCharsets.US_ASCII);

    /** Of any time in seconds. */
    private static final int MOST_DIGITS = 18;

    private final ObjectReader reader;
    private final BranchHash hash;
    private final BranchTexts texts;

    /** What is done with the log of one key. */
    interface Each {
        /** @param present the repositories that have it; clusters are none */
        void log(Key key, Set<Uuid> present) throws IOException;
    }

    /** What is done with a log that differs between two trees. */
    interface EachChange {
        void log(Key key, Set<Uuid> before, Set<Uuid> after) throws IOException;
    }

    LocationLogs(ObjectReader reader, BranchHash hash) {
        this.reader = reader;
        this.hash = hash;
        this.texts = new BranchTexts(reader);
    }

    /** The folders of a commit that hold location logs; each can be looked at by itself. */
    List<Folder> folders(ObjectId commit) throws IOException {
        List<Folder> folders = new ArrayList<>();
        if (commit.equals(ObjectId.zeroId())) {
            return folders;
        }
        CanonicalTreeParser top = new CanonicalTreeParser(new byte[0], reader, tree(commit));
        for (; !top.eof(); top.next(1)) {
            if (top.getEntryFileMode().equals(FileMode.TREE)) {
                folders.add(new Folder(top.getEntryObjectId()));
            }
        }
        return folders;
    }

    /** A folder at the top of a tree. */
    record Folder(ObjectId tree) {}

    void each(Folder folder, Each each) throws IOException {
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(folder.tree());
            walk.setRecursive(true);
            while (walk.next()) {
                Optional<Key> key = walk.getDepth() == hash.levels() - 1 ? key(walk) : Optional.empty();
                if (key.isPresent()) {
                    each.log(key.get(), present(walk.getObjectId(0)));
                }
            }
        }
        requireNotInterrupted();
    }

    /** The logs that differ between two commits. Source: Annex/RepoSize.hs diffBranchRepoSizes. */
    void eachChange(Between between, EachChange each) throws IOException {
        try (TreeWalk walk = new TreeWalk(reader)) {
            add(walk, between.from());
            add(walk, between.to());
            walk.setFilter(TreeFilter.ANY_DIFF);
            walk.setRecursive(true);
            while (walk.next()) {
                Optional<Key> key = walk.getDepth() == hash.levels() ? key(walk) : Optional.empty();
                if (key.isPresent()) {
                    each.log(key.get(), present(walk.getObjectId(0)), present(walk.getObjectId(1)));
                }
            }
        }
    }

    /** Two commits, the older first. */
    record Between(ObjectId from, ObjectId to) {}

    private void add(TreeWalk walk, ObjectId commit) throws IOException {
        if (commit.equals(ObjectId.zeroId())) {
            walk.addTree(new EmptyTreeIterator());
        } else {
            walk.addTree(tree(commit));
        }
    }

    private ObjectId tree(ObjectId commit) throws IOException {
        return AnnexBranch.tree(reader, commit);
    }

    private static Optional<Key> key(TreeWalk walk) {
        byte[] path = walk.getRawPath();
        int end = path.length - SUFFIX.length;
        if (end < 0 || !Arrays.equals(path, end, path.length, SUFFIX, 0, SUFFIX.length)) {
            return Optional.empty();
        }
        int begin = end;
        while (begin > 0 && path[begin - 1] != '/') {
            begin--;
        }
        return Key.ofFileName(new String(path, begin, end - begin, StandardCharsets.ISO_8859_1));
    }

    private Set<Uuid> present(ObjectId blob) throws IOException {
        if (blob.equals(ObjectId.zeroId())) {
            return Set.of();
        }
        String text = texts.read(blob);
        Set<Uuid> present = hasOneLine(text)
                ? ofOneLine(text)
                : new HashSet<>(LocationLog.parse(text).present());
        if (present.stream().anyMatch(LocationLogs::isCluster)) {
            present = new HashSet<>(present);
            present.removeIf(LocationLogs::isCluster);
        }
        return present;
    }

    private static boolean isCluster(Uuid uuid) {
        return ClusterUuid.of(uuid).isPresent();
    }

    /** As most logs are, of which there are as many as keys. */
    private static boolean hasOneLine(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits > 0
                && digits < MOST_DIGITS
                && text.startsWith("s ", digits)
                && text.startsWith(" ", digits + 3)
                && text.indexOf('\n') == text.length() - 1;
    }

    /** Of one line nobody needs to know how old it is. */
    private static Set<Uuid> ofOneLine(String text) {
        int space = text.indexOf(' ');
        return text.charAt(space + 1) == '1'
                ? Uuid.of(text.substring(space + 3, text.length() - 1))
                        .map(Set::of)
                        .orElse(Set.of())
                : Set.of();
    }

    /** A long walk is ended with its server. */
    private static void requireNotInterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException();
        }
    }
}

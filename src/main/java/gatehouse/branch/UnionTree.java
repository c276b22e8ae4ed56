// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.LogLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The union of trees: every file that one of them has, with the lines that any of them has in it. Folders that are the
 * same on all sides are not read, so the cost grows with the difference. Source: Git/UnionMerge.hs.
 */
final class UnionTree {
    /** Far deeper than git-annex's folders are; a pushed tree must not use up the stack. */
    private static final int MOST_DEPTH = 32;

    private final BranchTexts texts;
    private final NewObjects objects;

    UnionTree(BranchTexts texts, NewObjects objects) {
        this.texts = texts;
        this.objects = objects;
    }

    /** @throws IOException also when a file or the depth of folders is beyond what logs have */
    ObjectId of(List<ObjectId> trees) throws IOException {
        return union(new LinkedHashSet<>(trees), 0);
    }

    private ObjectId union(Set<ObjectId> trees, int depth) throws IOException {
        if (trees.size() == 1) {
            return trees.iterator().next();
        }
        if (depth > MOST_DEPTH) {
            throw new IOException("the folders of a git-annex branch are too deep");
        }
        List<Folder> folders = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (ObjectId tree : trees) {
            Folder folder = Folder.read(texts.reader(), tree);
            folders.add(folder);
            names.addAll(folder.names());
        }
        Folder union = new Folder();
        for (String name : names) {
            Set<Folder.Entry> entries = new LinkedHashSet<>();
            for (Folder folder : folders) {
                Folder.Entry entry = folder.entry(name);
                // A submodule is nothing that git-annex writes, and has no text.
                if (entry != null && !entry.mode().equals(FileMode.GITLINK)) {
                    entries.add(entry);
                }
            }
            if (!entries.isEmpty()) {
                union.put(name, unionOfEntries(entries, depth));
            }
        }
        return union.insert(objects, trees);
    }

    private Folder.Entry unionOfEntries(Set<Folder.Entry> entries, int depth) throws IOException {
        Set<ObjectId> subtrees = new LinkedHashSet<>();
        Set<ObjectId> blobs = new LinkedHashSet<>();
        for (Folder.Entry entry : entries) {
            (entry.isFolder() ? subtrees : blobs).add(entry.id());
        }
        // Where a file has the name of a folder, the folder has the logs.
        return subtrees.isEmpty()
                ? new Folder.Entry(FileMode.REGULAR_FILE, unionOfFiles(blobs))
                : new Folder.Entry(FileMode.TREE, union(subtrees, depth + 1));
    }

    private ObjectId unionOfFiles(Set<ObjectId> blobs) throws IOException {
        if (blobs.size() == 1) {
            return blobs.iterator().next();
        }
        Map<String, ObjectId> sides = new LinkedHashMap<>();
        for (ObjectId blob : blobs) {
            sides.put(texts.read(blob), blob);
        }
        String union = LogLines.union(List.copyOf(sides.keySet()));
        ObjectId same = sides.get(union);
        return same == null ? objects.insert(Constants.OBJ_BLOB, BranchTexts.bytes(union)) : same;
    }
}

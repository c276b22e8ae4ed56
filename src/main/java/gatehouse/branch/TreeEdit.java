// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the texts of some files of a tree. Only the folders on the way to them are read and written, so the cost
 * grows with the number of changes and not with the size of the tree.
 */
final class TreeEdit {
    private final SortedMap<String, TreeEdit> below = new TreeMap<>();
    private @Nullable UnaryOperator<String> change;

    /** Several changes of one file are made in the order added. A file that is not there has the empty text. */
    void add(BranchPath path, UnaryOperator<String> more) {
        TreeEdit at = this;
        for (String name : path.names()) {
            at = at.below.computeIfAbsent(name, n -> new TreeEdit());
        }
        UnaryOperator<String> before = at.change;
        at.change = before == null ? more : text -> more.apply(before.apply(text));
    }

    /** The tree with the changes made: {@code tree} itself when they change nothing, null if there is still none. */
    @Nullable
    ObjectId apply(BranchTexts texts, @Nullable ObjectId tree, NewObjects objects) throws IOException {
        TreeBytes folder = TreeBytes.read(texts.reader(), tree);
        boolean changed = false;
        for (var edit : below.entrySet()) {
            Folder.@Nullable Entry old = folder.entry(edit.getKey());
            Folder.@Nullable Entry entry = edit.getValue().edited(texts, old, objects);
            if (entry != null && !entry.equals(old)) {
                folder.put(edit.getKey(), entry);
                changed = true;
            }
        }
        return changed ? objects.insert(Constants.OBJ_TREE, folder.bytes()) : tree;
    }

    private Folder.@Nullable Entry edited(BranchTexts texts, Folder.@Nullable Entry old, NewObjects objects)
            throws IOException {
        UnaryOperator<String> texted = change;
        if (texted != null && !below.isEmpty()) {
            throw new IOException("a file and a folder of the branch have one name");
        }
        if (texted == null) {
            ObjectId tree = apply(texts, old != null && old.isFolder() ? old.id() : null, objects);
            return tree == null ? null : new Folder.Entry(FileMode.TREE, tree);
        }
        if (old != null && old.isFolder()) {
            throw new IOException("a folder of the branch stands where a log belongs");
        }
        String before = old == null ? "" : texts.read(old.id());
        String after = texted.apply(before);
        if (after.equals(before)) {
            return old;
        }
        ObjectId blob = objects.insert(Constants.OBJ_BLOB, BranchTexts.bytes(after));
        return new Folder.Entry(FileMode.REGULAR_FILE, blob);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.branch.log.TrustLog;
import gatehouse.branch.log.WithoutDead;
import gatehouse.branch.log.WithoutDead.Form;
import gatehouse.repository.AnnexConfig.BranchHash;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A tree of the branch without what it says of dead repositories. File after file is read and written, and the folders
 * on the way to it are all that is in memory. As git-annex does it, files that only other branches have come through as
 * they are; the next time they are the branch's own. Source: Annex/Branch/Transitions.hs dropDead, Annex/Branch.hs
 * performTransitionsLocked.
 */
final class DroppedDead {
    /** Far deeper than git-annex's folders are; a pushed tree must not use up the stack. */
    private static final int MOST_DEPTH = 32;

    private final BranchTexts texts;
    private final NewObjects objects;
    private final BranchHash hash;
    private final WithoutDead withoutDead;

    /**
     * @param united what the files are taken from
     * @param own the branch's own tree before, which says what files it has; null for none
     */
    record Trees(ObjectId united, @Nullable ObjectId own) {}

    private DroppedDead(BranchTexts texts, NewObjects objects, BranchHash hash, WithoutDead withoutDead) {
        this.texts = texts;
        this.objects = objects;
        this.hash = hash;
        this.withoutDead = withoutDead;
    }

    /** @throws IOException also when a file or the depth of folders is beyond what logs have */
    static ObjectId of(Trees trees, BranchTexts texts, NewObjects objects, BranchHash hash) throws IOException {
        ObjectId tree = trees.united;
        String trust = text(texts, tree, TrustLog.FILE);
        WithoutDead withoutDead = WithoutDead.of(TrustLog.parse(trust), text(texts, tree, "remote.log"));
        ObjectId left = new DroppedDead(texts, objects, hash, withoutDead).folder(trees, "", 0);
        return left == null ? objects.insert(Constants.OBJ_TREE, new byte[0]) : left;
    }

    private static String text(BranchTexts texts, ObjectId tree, String file) throws IOException {
        return texts.read(tree, new BranchPath(file)).orElse("");
    }

    /** Null when nothing is left in it. */
    private @Nullable ObjectId folder(Trees trees, String path, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException("the folders of a git-annex branch are too deep");
        }
        Folder own = Folder.read(texts.reader(), trees.own);
        Folder folder = Folder.read(texts.reader(), trees.united);
        boolean changed = false;
        for (String name : own.names()) {
            Folder.Entry entry = folder.entry(name);
            Folder.Entry ours = own.entry(name);
            if (entry == null || ours == null || entry.isFolder() != ours.isFolder()) {
                continue;
            }
            ObjectId left = entry.isFolder()
                    ? folder(new Trees(entry.id(), ours.id()), path + name + "/", depth + 1)
                    : file(entry, path + name);
            if (left == null) {
                folder.remove(name);
                changed = true;
            } else if (!left.equals(entry.id())) {
                folder.put(name, new Folder.Entry(entry.isFolder() ? FileMode.TREE : FileMode.REGULAR_FILE, left));
                changed = true;
            }
        }
        if (folder.names().isEmpty()) {
            return null;
        }
        return changed ? folder.insert(objects, Set.of()) : trees.united;
    }

    /** Null when the file is to go. */
    private @Nullable ObjectId file(Folder.Entry entry, String path) throws IOException {
        Optional<Form> form = form(path);
        if (form.isEmpty() || entry.mode().equals(FileMode.GITLINK)) {
            return entry.id();
        }
        String before = texts.read(entry.id());
        String after = withoutDead.apply(form.get(), before);
        if (after.isEmpty()) {
            return null;
        }
        return after.equals(before) ? entry.id() : objects.insert(Constants.OBJ_BLOB, BranchTexts.bytes(after));
    }

    /** Empty for a file that stays as it is. */
    private Optional<Form> form(String path) {
        Form form = WithoutDead.form(path);
        boolean has = switch (form) {
            case OTHER -> false;
            case LOCATION -> new BranchPath(path).isLocationLog(hash);
            case CHUNK -> new BranchPath(path).isOfKey(".log.cnk");
            case OLD_UUID_BASED, NEW_UUID_BASED, REMOTE_CONFIG, REMOTE_METADATA -> true;
        };
        return has ? Optional.of(form) : Optional.empty();
    }
}

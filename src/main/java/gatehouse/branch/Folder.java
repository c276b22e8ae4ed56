// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/** One tree object, being changed: names, with one char for each byte, and what they lead to. */
final class Folder {
    /** @param mode only {@link FileMode#TREE} and regular files have a meaning on the branch */
    record Entry(FileMode mode, ObjectId id) {
        boolean isFolder() {
            return mode.equals(FileMode.TREE);
        }
    }

    private final SortedMap<String, Entry> entries = new TreeMap<>();

    /** @param tree null for a new folder */
    static Folder read(ObjectReader reader, @Nullable ObjectId tree) throws IOException {
        Folder folder = new Folder();
        if (tree != null) {
            CanonicalTreeParser parser = new CanonicalTreeParser();
            for (parser.reset(reader, tree); !parser.eof(); parser.next(1)) {
                String name = new String(
                        parser.getEntryPathBuffer(), 0, parser.getEntryPathLength(), StandardCharsets.ISO_8859_1);
                folder.entries.put(name, new Entry(parser.getEntryFileMode(), parser.getEntryObjectId()));
            }
        }
        return folder;
    }

    @Nullable
    Entry entry(String name) {
        return entries.get(name);
    }

    void put(String name, Entry entry) {
        entries.put(name, entry);
    }

    void remove(String name) {
        entries.remove(name);
    }

    Collection<String> names() {
        return entries.keySet();
    }

    /** @param existing trees that the repository has for sure */
    ObjectId insert(NewObjects objects, Set<ObjectId> existing) throws IOException {
        byte[] tree = formatted();
        ObjectId id = NewPack.id(Constants.OBJ_TREE, tree);
        return existing.contains(id) ? id : objects.insert(Constants.OBJ_TREE, tree);
    }

    private byte[] formatted() {
        // git sorts folders as if their names ended with a slash.
        SortedMap<String, Entry> sorted = new TreeMap<>();
        entries.forEach((name, entry) -> sorted.put(entry.isFolder() ? name + "/" : name, entry));
        TreeFormatter tree = new TreeFormatter();
        sorted.forEach((name, entry) -> {
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            tree.append(entry.isFolder() ? Arrays.copyOf(bytes, bytes.length - 1) : bytes, entry.mode(), entry.id());
        });
        return tree.toByteArray();
    }
}

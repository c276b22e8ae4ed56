// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** The texts of the files in trees of a repository, one char for each byte. */
record BranchTexts(ObjectReader reader) {
    /** No log comes near this; what does is no log, and must not fill the memory. */
    static final int MAX_BYTES = 64 << 20;

    String read(ObjectId blob) throws IOException {
        ObjectLoader loader = reader.open(blob, Constants.OBJ_BLOB);
        if (loader.getSize() > MAX_BYTES) {
            throw new IOException("a file of the branch is too large to be a log");
        }
        return new String(loader.getCachedBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }

    /** The file at {@code path}; empty when there is none. */
    Optional<String> read(ObjectId tree, BranchPath path) throws IOException {
        CanonicalTreeParser parser = new CanonicalTreeParser();
        ObjectId at = tree;
        String[] names = path.text().split("/");
        for (int depth = 0; depth < names.length; depth++) {
            parser.reset(reader, at);
            if (!found(parser, bytes(names[depth]))) {
                return Optional.empty();
            }
            boolean folder = parser.getEntryFileMode().equals(org.eclipse.jgit.lib.FileMode.TREE);
            if (folder != depth < names.length - 1) {
                return Optional.empty();
            }
            at = parser.getEntryObjectId();
        }
        return Optional.of(read(at));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean found(CanonicalTreeParser parser, byte[] name) {
        while (!parser.eof()) {
            int length = parser.getEntryPathLength();
            if (length == name.length && Arrays.equals(parser.getEntryPathBuffer(), 0, length, name, 0, length)) {
                return true;
            }
            parser.next(1);
        }
        return false;
    }
}

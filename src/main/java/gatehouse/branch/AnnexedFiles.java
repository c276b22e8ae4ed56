// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.key.Key;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Finds the annexed files in the tree of the branch that HEAD names. Where that is not there yet, in the tree of what
 * git-annex has sent of it. Source: Annex/CatFile.hs catKey, Annex/NumCopies.hs getNumMinCopiesAttr.
 */
final class AnnexedFiles {
    private static final String SYNCED = Constants.R_HEADS + "synced/";
    /** What follows the number is overlooked, as in git-annex. */
    private static final Pattern NUMBER = Pattern.compile("\\s*(-?[0-9]{1,9})(?![0-9]).*");

    private AnnexedFiles() {}

    /** @throws InterruptedIOException when the thread is interrupted */
    static FilesByKey of(Repository repository) throws IOException {
        FilesByKey files = new FilesByKey();
        Optional<ObjectId> commit = commit(repository);
        if (commit.isEmpty()) {
            return files;
        }
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(AnnexBranch.tree(reader, commit.get()));
            walk.setAttributesNodeProvider(repository.createAttributesNodeProvider());
            walk.setRecursive(true);
            BranchTexts texts = new BranchTexts(reader);
            while (walk.next()) {
                Optional<Key> key = key(walk, reader, texts);
                if (key.isPresent()) {
                    files.add(key.get(), file(walk));
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException();
                }
            }
        }
        return files;
    }

    private static Optional<ObjectId> commit(Repository repository) throws IOException {
        Ref head = repository.exactRef(Constants.HEAD);
        if (head == null || head.getObjectId() != null) {
            return Optional.ofNullable(head).map(Ref::getObjectId);
        }
        String branch = Repository.shortenRefName(head.getTarget().getName());
        return Optional.ofNullable(repository.exactRef(SYNCED + branch)).map(Ref::getObjectId);
    }

    private static Optional<Key> key(TreeWalk walk, ObjectReader reader, BranchTexts texts) throws IOException {
        FileMode mode = walk.getFileMode(0);
        boolean file = mode.equals(FileMode.SYMLINK)
                || mode.equals(FileMode.REGULAR_FILE)
                || mode.equals(FileMode.EXECUTABLE_FILE);
        ObjectId blob = walk.getObjectId(0);
        if (!file || reader.getObjectSize(blob, Constants.OBJ_BLOB) > AnnexLink.MAX_BYTES) {
            return Optional.empty();
        }
        return AnnexLink.key(texts.read(blob));
    }

    private static AnnexedFile file(TreeWalk walk) {
        Attributes attributes = walk.getAttributes();
        return new AnnexedFile(
                new String(walk.getRawPath(), StandardCharsets.ISO_8859_1),
                copies(attributes.getValue("annex.numcopies")).map(NumCopies::new),
                copies(attributes.getValue("annex.mincopies")).map(MinCopies::new));
    }

    /** Fewer than one would be to lose content. Source: Types/NumCopies.hs configuredNumCopies. */
    private static Optional<Integer> copies(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        Matcher m = NUMBER.matcher(value);
        return m.matches() ? Optional.of(Math.max(1, Integer.parseInt(m.group(1)))) : Optional.empty();
    }
}

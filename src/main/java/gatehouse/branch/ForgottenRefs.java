// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What git-annex notes beside a repository of the commits that need not be merged (again), and its index of the branch.
 * Writing needs the journal's lock. Source: Annex/Branch.hs getIgnoredRefs, ignoreRefs, getMergedRefs.
 */
record ForgottenRefs(Path annex) {
    private static final String IGNORED = "ignoredrefs";
    private static final String MERGED = "mergedrefs";
    private static final int ID_CHARS = 40;

    /** Commits with a history from before a transition, whose content is in the branch. */
    Set<ObjectId> ignored() throws IOException {
        return ids(IGNORED);
    }

    /** Commits whose content git-annex has brought into its index of the branch. */
    Set<ObjectId> merged() throws IOException {
        return ids(MERGED);
    }

    void ignore(Collection<ObjectId> commits) throws IOException {
        Set<ObjectId> all = new TreeSet<>(ignored());
        if (all.addAll(commits)) {
            String text = all.stream().map(id -> id.name() + "\n").collect(Collectors.joining());
            Durable.write(annex.resolve(IGNORED), text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /**
     * Has git-annex make its index of the branch anew. It would else unite the old one with the new branch, and so
     * bring back what is forgotten. First goes the note of what the index holds: without that it is never trusted.
     */
    void dropIndex() throws IOException {
        for (String name : new String[] {"index.lck", "index"}) {
            if (Files.deleteIfExists(annex.resolve(name))) {
                Durable.sync(annex);
            }
        }
    }

    private Set<ObjectId> ids(String name) throws IOException {
        try (var lines = Files.lines(annex.resolve(name), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.length() >= ID_CHARS)
                    .map(line -> line.substring(0, ID_CHARS))
                    .filter(ObjectId::isId)
                    .map(ObjectId::fromString)
                    .collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/**
 * All keys of which a git-annex branch has a location log, as it was at one commit, with the files that had them then.
 * The repository has to stay open. Safe for use by many threads.
 */
public final class KnownContents {
    private final Repository repository;
    private final BranchHash hash;
    private final ObjectId commit;
    private final FilesByKey files;

    /** What is done with one of them. */
    public interface Each {
        /** @param present the repositories that have it; clusters are none */
        void content(Key key, List<AnnexedFile> files, Set<Uuid> present) throws IOException;
    }

    KnownContents(Repository repository, BranchHash hash, ObjectId commit) throws IOException {
        this.repository = repository;
        this.hash = hash;
        this.commit = commit;
        this.files = AnnexedFiles.of(repository);
    }

    /** The same ones in the same order each time. */
    public void forEach(Each each) throws IOException {
        try (ObjectReader reader = repository.newObjectReader()) {
            LocationLogs logs = new LocationLogs(reader, hash);
            for (LocationLogs.Folder folder : logs.folders(commit)) {
                logs.each(folder, (key, present) -> each.content(key, files.of(key), present));
            }
        }
    }

    /** The files with this content. */
    public List<AnnexedFile> files(Key key) {
        return files.of(key);
    }
}

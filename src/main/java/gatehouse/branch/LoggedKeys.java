// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** The keys of which a branch says that a repository has them, one after the other; never all in memory. */
public final class LoggedKeys {
    /** What is done with a key. */
    public interface Each {
        void key(Key key) throws IOException;
    }

    private LoggedKeys() {}

    /**
     * As the branch is at the moment; what waits in a journal is not looked at.
     *
     * @throws java.io.InterruptedIOException when the thread is interrupted
     */
    public static void each(AnnexBranch branch, Uuid where, Each each) throws IOException {
        ObjectId tip = branch.tip().orElse(ObjectId.zeroId());
        try (ObjectReader reader = branch.repository().newObjectReader()) {
            LocationLogs logs = new LocationLogs(reader, branch.config().branchHash());
            for (LocationLogs.Folder folder : logs.folders(tip)) {
                logs.each(folder, (key, present) -> {
                    if (present.contains(where)) {
                        each.key(key);
                    }
                });
            }
        }
    }
}

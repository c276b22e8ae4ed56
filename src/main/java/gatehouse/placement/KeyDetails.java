// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.BranchPath;
import gatehouse.branch.log.EquivalentKeysLog;
import gatehouse.branch.log.MetadataLog;
import gatehouse.branch.log.WebUrlLog;
import gatehouse.key.Backend;
import gatehouse.key.Key;
import gatehouse.preferred.Metadata;
import gatehouse.preferred.Subject;
import gatehouse.repository.AnnexConfig.BranchHash;
import java.io.IOException;
import java.util.Set;

/** What a branch says of a key, beside where its content is. Whether files use it cannot be seen from a server. */
public final class KeyDetails {
    private KeyDetails() {}

    public static Subject.Details of(AnnexBranch branch, Key key) throws IOException {
        BranchHash hash = branch.config().branchHash();
        MetadataLog metadata = MetadataLog.parse(branch.read(BranchPath.metadataLog(key, hash)));
        Set<Key> equivalent = Backend.of(key) instanceof Backend.Vurl
                ? EquivalentKeysLog.parse(branch.read(BranchPath.equivalentKeysLog(key, hash)))
                        .keys()
                : Set.of();
        return new Subject.Details(new Metadata(metadata.current()), urls(branch, key), equivalent, false);
    }

    /** Source: Logs/Web.hs getUrls. */
    private static Set<String> urls(AnnexBranch branch, Key key) throws IOException {
        BranchHash hash = branch.config().branchHash();
        Set<String> urls =
                WebUrlLog.parse(branch.read(BranchPath.webUrlLog(key, hash))).urls();
        for (BranchPath old : BranchPath.oldWebUrlLogs(key, hash)) {
            if (!urls.isEmpty()) {
                break;
            }
            urls = WebUrlLog.parse(branch.read(old)).urls();
        }
        return urls;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.repository.FileName;
import java.nio.file.Path;

/**
 * Where the content of a key is, or would be. Beside it are the files that keep it from being removed. Source:
 * Annex/Locations.hs.
 *
 * @param folder of this one object alone
 * @param name of the key as a file name, one char for each byte
 */
record ObjectLocation(Path folder, String name) {
    /** Source: keyPath. */
    Path file() {
        return FileName.in(folder, name);
    }

    /** Source: gitAnnexContentLock. */
    Path lock() {
        return FileName.in(folder, name + ".lck");
    }

    /** Source: gitAnnexContentRetentionTimestamp. */
    Path retention() {
        return FileName.in(folder, name + ".rtm");
    }

    /** Source: gitAnnexContentRetentionTimestampLock. */
    Path retentionLock() {
        return FileName.in(folder, name + ".rtl");
    }
}

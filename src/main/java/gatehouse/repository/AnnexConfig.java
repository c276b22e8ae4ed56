// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.nio.file.Path;

/**
 * What of a repository's git config decides how its annex is laid out and used. Source: Types/GitConfig.hs,
 * Types/Difference.hs.
 *
 * @param gitDir absolute; the {@code .git} folder, or the folder of a bare repository
 * @param version of the annex ({@code annex.version}), 8 to 10 where served
 * @param sharing umask choice of {@code core.sharedRepository}
 * @param objectHash how the object directories are hashed ({@code annex.tune.*})
 * @param diskReserveBytes {@code annex.diskreserve}, 100 MB where unset
 * @param secureHashesOnly {@code annex.securehashesonly}
 * @param verify {@code annex.verify}, true where unset
 */
public record AnnexConfig(
        Uuid uuid,
        Path gitDir,
        boolean bare,
        int version,
        Sharing sharing,
        ObjectHash objectHash,
        BranchHash branchHash,
        long diskReserveBytes,
        boolean secureHashesOnly,
        boolean verify) {

    public static final int OLDEST_VERSION = 8;
    public static final int NEWEST_VERSION = 10;
    /** Source: Types/GitConfig.hs annexDiskReserve. */
    public static final long DEFAULT_DISK_RESERVE_BYTES = 100_000_000L;

    public AnnexConfig {
        if (!gitDir.isAbsolute() || version < OLDEST_VERSION || version > NEWEST_VERSION || diskReserveBytes < 0) {
            throw new IllegalArgumentException("not a served annex configuration");
        }
    }

    /** Who may read and write new files. Source: git's core.sharedRepository; Git/ConfigTypes.hs. */
    public sealed interface Sharing {
        record Unshared() implements Sharing {}

        record Group() implements Sharing {}

        record Everybody() implements Sharing {}

        record Umask(int mode) implements Sharing {}
    }

    /** @param lowerOnly {@code annex.tune.objecthashlower}; @param levels 1 with {@code annex.tune.objecthash1} */
    public record ObjectHash(boolean lowerOnly, int levels) {}

    /** @param levels 1 with {@code annex.tune.branchhash1}, else 2 */
    public record BranchHash(int levels) {}
}

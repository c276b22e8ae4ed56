// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import org.eclipse.jgit.storage.file.WindowCacheConfig;

/** How much of pack files the process keeps in memory. */
public final class PackCache {
    /** Branches of a million keys are read all over; less than this, and their packs are read again and again. */
    private static final long LIMIT_BYTES = 32L << 20;
    /** Looking for the piece to let go takes as long as there are pieces. */
    private static final int WINDOW_BYTES = 64 << 10;

    private PackCache() {}

    /** For the whole process; to be called before repositories are opened. */
    public static void install() {
        WindowCacheConfig windows = new WindowCacheConfig();
        windows.setPackedGitLimit(LIMIT_BYTES);
        windows.setPackedGitWindowSize(WINDOW_BYTES);
        windows.install();
    }
}

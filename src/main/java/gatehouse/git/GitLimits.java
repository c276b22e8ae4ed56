// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.time.Duration;

/**
 * Bounds of git over HTTP. A request without progress is ended, a slow one is not.
 *
 * @param packBytes of one push, as sent
 * @param idle how long the other side may send or take nothing
 * @param objectBytes of one git object that is pushed; objects that are sent as deltas are put together in memory
 */
public record GitLimits(long packBytes, Duration idle, long objectBytes) {
    private static final long LARGE_PACK_BYTES = 1L << 40;
    private static final long LEAST_OBJECT_BYTES = 100_000_000L;
    private static final int HEAP_SHARE = 2;

    public GitLimits {
        if (packBytes <= 0 || objectBytes <= 0 || idle.toSeconds() <= 0) {
            throw new IllegalArgumentException("limits are above zero");
        }
    }

    /** Those of a server whose memory is {@code heapBytes} and that is told no others. */
    public static GitLimits usual(long heapBytes) {
        return new GitLimits(
                LARGE_PACK_BYTES, Duration.ofMinutes(5), Math.max(LEAST_OBJECT_BYTES, heapBytes / HEAP_SHARE));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.Uuid;

/**
 * How much of a repository is taken at the moment of a decision.
 *
 * @param sizeBytes what it holds now
 * @param promisedBytes what others are putting there; each key once, and the key that is decided about not at all
 * @param limit what it may hold
 */
public record Occupied(Uuid location, long sizeBytes, long promisedBytes, Limit limit) {
    /** What it would hold when all that is being put there arrives. */
    public long bytes() {
        long sum = sizeBytes + promisedBytes;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Whether so much more stays within a hard limit. What takes no room fits everywhere. */
    public boolean admits(long moreBytes) {
        return switch (limit) {
            case Limit.None none -> true;
            case Limit.Advisory advisory -> true;
            case Limit.Hard hard -> moreBytes == 0 || bytes() <= hard.maxSize().bytes() - moreBytes;
        };
    }
}

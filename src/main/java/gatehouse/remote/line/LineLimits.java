// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.line;

import java.time.Duration;

/**
 * How much is asked of another side at once, and for how long to wait for it.
 *
 * @param connections at once; who wants one more waits
 * @param free for a connection that is in use
 * @param idle for the next bytes of a transfer, in either direction, or for an answer
 * @param kept for how long a connection is kept that nobody uses
 * @param stored for the answer to an upload after its last byte: the other side hashes and writes what it has not yet
 */
public record LineLimits(int connections, Duration free, Duration idle, Duration kept, Duration stored) {
    public static final LineLimits USUAL = new LineLimits(
            8, Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(30));
}

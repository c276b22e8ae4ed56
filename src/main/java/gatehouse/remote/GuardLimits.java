// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import java.time.Duration;

/**
 * What one remote may take of the server.
 *
 * @param calls that wait for it at once; who wants one more waits
 * @param free for how long to wait for one of the calls to end
 * @param failures in a row after which it is left alone
 * @param pause for how long it is left alone, before one call tries it again
 */
public record GuardLimits(int calls, Duration free, int failures, Duration pause) {
    public static final GuardLimits USUAL = new GuardLimits(64, Duration.ofSeconds(30), 4, Duration.ofSeconds(20));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import java.time.Duration;

/**
 * For how long to wait for another server.
 *
 * @param idle for the next bytes of a transfer, in either direction
 * @param answer for the answer to a request without content
 * @param stored for the answer to an upload after its last byte: the other side hashes and writes what it has not yet
 */
public record HttpLimits(Duration idle, Duration answer, Duration stored) {
    public static final HttpLimits USUAL =
            new HttpLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(30));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the stores of a server share.
 *
 * @param locks the only one of the process
 * @param space the only one of the process
 * @param worker runs what is to overlap with receiving; bounded, and may reject work, which is then done by the caller
 * @param stalePartialAge how long after its last byte a partial upload may be given up when space is needed
 */
public record Surroundings(
        LockPool locks, DiskSpace space, InstantSource clock, Executor worker, Duration stalePartialAge) {}

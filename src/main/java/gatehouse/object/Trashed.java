// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import java.time.Instant;

/**
 * Removed content that can still be had back.
 *
 * @param removedAt whole seconds
 * @param expiresAt whole seconds; from then on it may be deleted at any time
 */
public record Trashed(Key key, long sizeBytes, Instant removedAt, Instant expiresAt) {}

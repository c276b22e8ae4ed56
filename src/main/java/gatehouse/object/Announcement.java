// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;

/**
 * An upload that is about to be sent.
 *
 * @param client the repository it comes from
 * @param offsetBytes how much of the beginning is not sent, because it is here already
 * @param lengthBytes how much is to follow
 */
public record Announcement(Key key, Uuid client, long offsetBytes, long lengthBytes) {
    public Announcement {
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes + lengthBytes < 0) {
            throw new IllegalArgumentException("no such offset or length");
        }
    }

    /** Size of the whole content. */
    public long totalBytes() {
        return offsetBytes + lengthBytes;
    }

    /** Whether the key can have content of this size. */
    boolean fitsKey() {
        return key.sizeBytes().orElse(totalBytes()) == totalBytes();
    }
}

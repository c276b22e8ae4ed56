// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.Optional;

/**
 * An upload that is about to be sent.
 *
 * @param offsetBytes how much of the beginning is not sent, because it was sent before
 * @param lengthBytes how much is announced to follow
 * @param client the repository it comes from
 * @param file a name that the content has there, from the top of the repository, one char for each byte
 */
public record PutRequest(Key key, Uuid client, long offsetBytes, long lengthBytes, Optional<String> file) {
    public PutRequest {
        if (offsetBytes < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException("negative offset or length");
        }
    }

    /** Of content without a name. */
    public PutRequest(Key key, Uuid client, long offsetBytes, long lengthBytes) {
        this(key, client, offsetBytes, lengthBytes, Optional.empty());
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import java.nio.ByteBuffer;
import java.util.List;

/** Takes an upload that is not needed, so that its sender gets to read the answer. */
final class Needless implements Receiving {
    private final List<Uuid> have;
    private long missingBytes;

    /** @param have the nodes that have it already */
    Needless(long lengthBytes, List<Uuid> have) {
        this.missingBytes = lengthBytes;
        this.have = List.copyOf(have);
    }

    @Override
    public void write(ByteBuffer from) {
        missingBytes -= from.remaining();
        from.position(from.limit());
    }

    @Override
    public long missingBytes() {
        return missingBytes;
    }

    @Override
    public PutReply finish() {
        return new PutReply.Stored(have);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}

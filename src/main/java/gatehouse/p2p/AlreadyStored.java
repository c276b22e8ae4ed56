// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.repository.Uuid;
import java.nio.ByteBuffer;
import java.util.List;

/** Takes a body that is not needed, because the content is there, so that its sender gets to read the answer. */
public final class AlreadyStored implements Receiving {
    private final List<Uuid> plusUuids;
    private long missingBytes;

    public AlreadyStored(long lengthBytes, List<Uuid> plusUuids) {
        this.missingBytes = lengthBytes;
        this.plusUuids = List.copyOf(plusUuids);
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
        return new PutReply.Stored(plusUuids);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}

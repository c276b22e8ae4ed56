// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import java.nio.ByteBuffer;

/** Takes a body that is not needed, because the content is there, so that its sender gets to read the answer. */
final class AlreadyStored implements Receiving {
    private final PutOffset.AlreadyHave have;
    private long missingBytes;

    AlreadyStored(long lengthBytes, PutOffset.AlreadyHave have) {
        this.missingBytes = lengthBytes;
        this.have = have;
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
        return new PutReply.Stored(have.plusUuids());
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}

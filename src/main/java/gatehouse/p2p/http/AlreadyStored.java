// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a body that is not needed, because the content is there, so that its sender gets to read the answer. */
final class AlreadyStored implements Receiving {
    private final PutOffset.AlreadyHave have;
    private long missingBytes;

    AlreadyStored(long lengthBytes, PutOffset.AlreadyHave have) {
        this.missingBytes = lengthBytes;
        this.have = have;
    }

    /** Where the bytes of a body go: an upload, or nowhere when the content is there already. */
    static Receiving orReceiving(Peer peer, PutRequest put) throws IOException {
        return peer.putOffset(put.key()) instanceof PutOffset.AlreadyHave have
                ? new AlreadyStored(put.lengthBytes(), have)
                : peer.receive(put);
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

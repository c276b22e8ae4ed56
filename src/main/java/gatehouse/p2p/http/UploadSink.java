// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a body go: an upload, or nowhere when the content is there already. */
sealed interface UploadSink permits UploadSink.Storing, AlreadyStored {
    void write(ByteBuffer from) throws IOException;

    long missingBytes();

    PutReply finish() throws IOException;

    void close() throws IOException;

    static UploadSink of(Peer peer, PutRequest put) throws IOException {
        if (peer.putOffset(put.key()) instanceof PutOffset.AlreadyHave have) {
            return new AlreadyStored(put.lengthBytes(), have);
        }
        return new Storing(peer.receive(put));
    }

    /** An upload. */
    record Storing(Receiving receiving) implements UploadSink {
        @Override
        public void write(ByteBuffer from) throws IOException {
            receiving.write(from);
        }

        @Override
        public long missingBytes() {
            return receiving.missingBytes();
        }

        @Override
        public PutReply finish() throws IOException {
            return receiving.finish();
        }

        @Override
        public void close() throws IOException {
            receiving.close();
        }
    }
}

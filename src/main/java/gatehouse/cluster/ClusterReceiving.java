// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An upload whose end is told to those who share it. */
record ClusterReceiving(Receiving upload, UploadsUnderWay.Entered entered) implements Receiving {
    @Override
    public void write(ByteBuffer from) throws IOException {
        upload.write(from);
    }

    @Override
    public long missingBytes() {
        return upload.missingBytes();
    }

    @Override
    public PutReply finish() throws IOException {
        PutReply reply = upload.finish();
        entered.ended(reply);
        return reply;
    }

    @Override
    public void close() throws IOException {
        try (entered) {
            upload.close();
        }
    }
}

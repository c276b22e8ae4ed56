// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An upload that has it remembered which nodes have failed, while others have stored it. */
record Remembering(FanOut upload, Failing failing) implements Receiving {
    private static final System.Logger LOG = System.getLogger(Remembering.class.getName());

    /** Told of the nodes, by their places among those of the upload. */
    interface Failing {
        void node(int index);
    }

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
        if (reply instanceof PutReply.Stored) {
            upload.failed().forEach(this::remember);
        }
        return reply;
    }

    /** What is stored is stored, whether this can be remembered or not. */
    private void remember(int index) {
        try {
            failing.node(index);
        } catch (FailureException e) {
            LOG.log(System.Logger.Level.WARNING, "what a node lacks cannot be kept in mind now", e);
        }
    }

    @Override
    public void close() throws IOException {
        upload.close();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.line;

import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.line.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** An upload on its way to the other side, sent on as it comes. */
final class LineReceiving implements Receiving {
    private final Sessions.Used used;
    private final Duration stored;
    private long skipBytes;
    private long missingBytes;
    private boolean answered;

    /**
     * @param lengthBytes how much comes
     * @param have what of its beginning the other side has already
     */
    LineReceiving(Sessions.Used used, Duration stored, long lengthBytes, Have have) {
        this.used = used;
        this.stored = stored;
        this.missingBytes = lengthBytes;
        this.skipBytes = have.bytes();
    }

    /** How much of what comes is not to be sent. */
    record Have(long bytes) {}

    @Override
    public void write(ByteBuffer from) throws IOException {
        missingBytes -= from.remaining();
        int skipped = (int) Math.min(skipBytes, from.remaining());
        from.position(from.position() + skipped);
        skipBytes -= skipped;
        used.session().write(from);
    }

    @Override
    public long missingBytes() {
        return missingBytes;
    }

    @Override
    public PutReply finish() throws IOException {
        if (missingBytes != 0) {
            return new PutReply.NotStored();
        }
        answered = true;
        if (used.session().version().hasValidity()) {
            used.session().say(new Message.Valid());
        } else {
            used.session().flush();
        }
        return used.session()
                .yesOrNo(stored)
                .<PutReply>map(PutReply.Stored::new)
                .orElseGet(PutReply.NotStored::new);
    }

    @Override
    public void close() {
        if (answered) {
            used.close();
        } else {
            used.discard();
        }
    }

    /** An upload that the other side cannot go on with from where it begins. */
    static final class Refused implements Receiving {
        private long missingBytes;

        Refused(long lengthBytes) {
            missingBytes = lengthBytes;
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
            return new PutReply.NotStored();
        }

        @Override
        public void close() {
            // Nothing was begun.
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.line;

import gatehouse.p2p.Content;
import gatehouse.p2p.line.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Content that the other side sends. */
final class LineContent implements Content {
    private final Sessions.Used used;
    private final long lengthBytes;
    private long leftBytes;
    private boolean ended;
    private boolean valid;

    LineContent(Sessions.Used used, long lengthBytes) {
        this.used = used;
        this.lengthBytes = lengthBytes;
        this.leftBytes = lengthBytes;
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (leftBytes == 0) {
            return -1;
        }
        int limit = to.limit();
        to.limit(to.position() + (int) Math.min(to.remaining(), leftBytes));
        try {
            int count = used.session().read(to);
            leftBytes -= count;
            return count;
        } finally {
            to.limit(limit);
        }
    }

    @Override
    public boolean valid() throws IOException {
        return leftBytes == 0 && end();
    }

    /** Whether the other side stands by what it has sent. It is told that all of it came. */
    private boolean end() throws IOException {
        if (!ended) {
            ended = true;
            // Before there was a word for it, all was taken to be good.
            valid = !used.session().version().hasValidity() || heardValid();
            used.session().say(new Message.Success(List.of()));
        }
        return valid;
    }

    private boolean heardValid() throws IOException {
        return switch (used.session().hear()) {
            case Message.Valid yes -> true;
            case Message.Invalid no -> false;
            case Message other -> throw used.session().unexpected(other);
        };
    }

    /** What is not read by now would take as long to throw away as to send: the connection is given up. */
    @Override
    public void close() throws IOException {
        if (leftBytes > 0) {
            used.discard();
            return;
        }
        try (used) {
            end();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import gatehouse.p2p.Content;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Content that another server sends. It says by sending less than it announced that the content is not good. */
final class RemoteContent implements Content {
    private final Exchange.Answered answered;
    private final long lengthBytes;
    private long readBytes;

    RemoteContent(Exchange.Answered answered, long lengthBytes) {
        this.answered = answered;
        this.lengthBytes = lengthBytes;
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (readBytes == lengthBytes) {
            return -1;
        }
        int limit = to.limit();
        to.limit(to.position() + (int) Math.min(to.remaining(), lengthBytes - readBytes));
        try {
            int count = answered.body().read(to);
            readBytes += Math.max(count, 0);
            return count;
        } finally {
            to.limit(limit);
        }
    }

    @Override
    public boolean valid() {
        return readBytes == lengthBytes;
    }

    @Override
    public void close() {
        answered.close();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Content;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The beginning of some content. */
final class ContentPart implements Content {
    private final Content content;
    private final long lengthBytes;
    private long unreadBytes;

    ContentPart(Content content, long lengthBytes) {
        this.content = content;
        this.lengthBytes = Math.min(lengthBytes, content.lengthBytes());
        this.unreadBytes = this.lengthBytes;
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (unreadBytes == 0) {
            return -1;
        }
        int limit = to.limit();
        to.limit((int) Math.min(limit, to.position() + unreadBytes));
        int read = content.read(to);
        to.limit(limit);
        unreadBytes -= Math.max(read, 0);
        return read;
    }

    /** {@inheritDoc} Only at its end can that be told of the whole: a part that ends before it goes as it is. */
    @Override
    public boolean valid() throws IOException {
        return lengthBytes < content.lengthBytes() || content.valid();
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.p2p.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** Content that a remote sends, measured. */
final class GuardedContent implements Content {
    private final Content content;
    private final Guard.Transfer transfer;

    GuardedContent(Content content, Guard.Transfer transfer) {
        this.content = content;
        this.transfer = transfer;
    }

    @Override
    public long lengthBytes() {
        return content.lengthBytes();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int count = transfer.part(() -> content.read(to));
        transfer.moved(Math.max(count, 0));
        return count;
    }

    @Override
    public boolean valid() throws IOException {
        return transfer.part(content::valid);
    }

    /** Where it fails, that may be the receiver's doing: it is not held against the remote. */
    @Override
    public Optional<Straight> straight() {
        return content.straight().map(straight -> (WritableByteChannel to, long mostBytes) -> {
            long count = straight.sendTo(to, mostBytes);
            transfer.moved(count);
            return count;
        });
    }

    @Override
    public void close() throws IOException {
        try (transfer) {
            content.close();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.errors.PackProtocolException;

/** A stream that fails when it is longer than it may be, whatever it was compressed to. */
final class AtMost extends FilterInputStream {
    private long leftBytes;

    AtMost(InputStream in, long mostBytes) {
        super(in);
        this.leftBytes = mostBytes;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            counted(1);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        return count < 0 ? count : counted(count);
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, Math.max(leftBytes, 0)));
        leftBytes -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private int counted(int count) throws IOException {
        leftBytes -= count;
        if (leftBytes < 0) {
            throw new PackProtocolException("the request is too long");
        }
        return count;
    }
}

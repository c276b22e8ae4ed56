// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.errors.PackProtocolException;

/**
 * A stream that fails when it is longer than it may be, whatever it was compressed to. After that it is at its end, so
 * that whoever reads on, to answer then, does not wait for the rest.
 */
final class AtMost extends FilterInputStream {
    private static final int SKIP_BYTES = 8192;

    private long leftBytes;
    private boolean failed;

    AtMost(InputStream in, long mostBytes) {
        super(in);
        this.leftBytes = mostBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? count : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = failed ? -1 : in.read(bytes, offset, length);
        leftBytes -= Math.max(count, 0);
        if (leftBytes < 0 && !failed) {
            failed = true;
            throw new PackProtocolException("the request is too long");
        }
        return count;
    }

    @Override
    public long skip(long wantedBytes) throws IOException {
        byte[] skipped = new byte[Math.clamp(wantedBytes, 0, SKIP_BYTES)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is written after {@link #hold} back until {@link #release}, so that nobody is told of success before it is
 * certain. What is held is small: the report on a push. For one thread.
 */
final class HeldOutput extends FilterOutputStream {
    private @Nullable ByteArrayOutputStream held;

    HeldOutput(OutputStream out) {
        super(out);
    }

    void hold() {
        if (held == null) {
            held = new ByteArrayOutputStream();
        }
    }

    void release() throws IOException {
        if (held != null) {
            held.writeTo(out);
            held = null;
        }
        out.flush();
    }

    @Override
    public void write(int value) throws IOException {
        (held == null ? out : held).write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        (held == null ? out : held).write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (held == null) {
            out.flush();
        }
    }

    /** What is held then is lost, and whoever waits for it sees that the answer is cut short. */
    @Override
    public void close() throws IOException {
        if (held == null) {
            out.close();
        }
    }
}

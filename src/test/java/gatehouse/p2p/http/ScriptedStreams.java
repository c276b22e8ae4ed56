// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Queue;

/** The two streams of a request whose client sends and takes as a test says, never blocking. */
final class ScriptedStreams {
    /** A body that comes in parts. It is not told of its end when the last part is read before that. */
    static final class In extends ServletInputStream {
        private final Queue<byte[]> parts = new ArrayDeque<>();
        private volatile boolean finished;

        synchronized In part(byte[] part) {
            parts.add(part);
            return this;
        }

        In end() {
            finished = true;
            return this;
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public synchronized boolean isReady() {
            return !parts.isEmpty();
        }

        @Override
        public synchronized int available() {
            return parts.stream().mapToInt(part -> part.length).sum();
        }

        @Override
        public void setReadListener(ReadListener listener) {}

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            byte[] part = parts.remove();
            System.arraycopy(part, 0, buffer, offset, part.length);
            return part.length;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }
    }

    /** Takes everything, up to a number of writes. */
    static final class Out extends ServletOutputStream {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int writes;

        Out(int writes) {
            this.writes = writes;
        }

        @Override
        public boolean isReady() {
            return writes > 0;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(byte[] buffer, int offset, int length) {
            writes--;
            taken.write(buffer, offset, length);
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }
    }

    private ScriptedStreams() {}
}

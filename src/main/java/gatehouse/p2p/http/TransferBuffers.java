// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers lent to transfers while bytes really move. A stalled transfer holds none, so their number is that of the busy
 * threads and not that of the connections.
 */
final class TransferBuffers {
    /** Large enough that a system call costs little beside the copying. */
    static final int BYTES = 256 * 1024;

    private static final int KEPT = 32;

    private final ArrayBlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);
    private final int bytes;

    /** @param bytes in each buffer */
    TransferBuffers(int bytes) {
        this.bytes = bytes;
    }

    byte[] borrow() {
        byte[] buffer = free.poll();
        return buffer == null ? new byte[bytes] : buffer;
    }

    void giveBack(byte[] buffer) {
        // A full queue lets the buffer go.
        boolean kept = free.offer(buffer);
        assert kept || free.remainingCapacity() >= 0;
    }
}

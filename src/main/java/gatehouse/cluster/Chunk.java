// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Some bytes of an upload, shared by those who send them on. Each user gives it back once. */
final class Chunk {
    static final int BYTES = 256 * 1024;
    /** Outside of the heap, so that they are written without being copied; for all uploads of the server. */
    private static final int MOST_KEPT = 32;

    private static final ArrayBlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(MOST_KEPT);
    private static final AtomicInteger MADE = new AtomicInteger();

    private final ByteBuffer bytes;
    private final AtomicInteger users = new AtomicInteger(1);

    private Chunk(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** An empty one with one user, who fills it. @param mostBytes that will ever come */
    static Chunk of(long mostBytes) {
        if (mostBytes < BYTES) {
            return new Chunk(ByteBuffer.allocate((int) mostBytes));
        }
        ByteBuffer free = FREE.poll();
        if (free != null) {
            return new Chunk(free);
        }
        boolean kept = MADE.get() < MOST_KEPT && MADE.getAndIncrement() < MOST_KEPT;
        return new Chunk(kept ? ByteBuffer.allocateDirect(BYTES) : ByteBuffer.allocate(BYTES));
    }

    /** Takes as much of {@code from} as there is room for. */
    void fill(ByteBuffer from) {
        int count = Math.min(from.remaining(), bytes.remaining());
        bytes.put(from.slice(from.position(), count));
        from.position(from.position() + count);
    }

    boolean isFull() {
        return !bytes.hasRemaining();
    }

    /** What it was filled with, for one user. */
    ByteBuffer view() {
        return bytes.duplicate().flip().asReadOnlyBuffer();
    }

    void use() {
        users.incrementAndGet();
    }

    void giveBack() {
        if (users.decrementAndGet() == 0 && bytes.isDirect() && !FREE.offer(bytes.clear())) {
            throw new IllegalStateException("a chunk was given back twice");
        }
    }
}

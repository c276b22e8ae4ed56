// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.object.Verification;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.Uuid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A repository elsewhere, in memory, that does what it is told to. Safe for use by many threads. */
class ScriptedPeer implements Peer {
    private final Uuid uuid;
    final Map<Key, byte[]> contents = new ConcurrentHashMap<>();
    final Map<Key, byte[]> partials = new ConcurrentHashMap<>();
    final AtomicInteger uploads = new AtomicInteger();
    final AtomicLong receivedBytes = new AtomicLong();
    /** What its clock is ahead of that of the gateway. */
    volatile long aheadSeconds;

    volatile long nowSeconds = 1000;
    volatile boolean down;
    volatile boolean waits = true;
    /** Reading fails after so many bytes from the begin of the content. */
    volatile long failsReadingAt = Long.MAX_VALUE;
    /** Reading ends in good order after so many bytes from the begin of the content. */
    volatile long endsReadingAt = Long.MAX_VALUE;
    /** Sends other bytes than it has. */
    volatile boolean garbage;
    /** Says that what it sends is good, whatever it is. */
    volatile boolean sure;
    /** An upload fails after so many bytes. */
    volatile long failsWritingAt = Long.MAX_VALUE;
    /** Takes nothing more of any upload after so many bytes, until this is counted down. */
    volatile long stallsAt = Long.MAX_VALUE;

    final CountDownLatch goOn = new CountDownLatch(1);
    volatile boolean locked;
    volatile MonotonicTimestamp removedUntil = new MonotonicTimestamp(-1);
    volatile Set<Uuid> bypass = Set.of();

    ScriptedPeer(Uuid uuid) {
        this.uuid = uuid;
    }

    private void requireUp() throws IOException {
        if (down) {
            throw new IOException("it is down");
        }
    }

    @Override
    public Uuid uuid() {
        return uuid;
    }

    @Override
    public boolean waits() {
        return waits;
    }

    @Override
    public Peer bypassing(Set<Uuid> gateways) {
        bypass = Set.copyOf(gateways);
        return this;
    }

    @Override
    public boolean present(Key key) throws IOException {
        requireUp();
        return contents.containsKey(key);
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        requireUp();
        return Optional.ofNullable(contents.get(key)).map(bytes -> new Sending(bytes, offsetBytes));
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        requireUp();
        return contents.containsKey(key)
                ? new PutOffset.AlreadyHave(List.of())
                : new PutOffset.From(partials.getOrDefault(key, new byte[0]).length);
    }

    @Override
    public Receiving receive(PutRequest request) throws IOException {
        requireUp();
        uploads.incrementAndGet();
        return new Arriving(request);
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        requireUp();
        return contents.containsKey(key) ? new PutReply.Stored(List.of()) : new PutReply.NotStored();
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        requireUp();
        if (locked) {
            return new RemoveReply.NotRemoved();
        }
        contents.remove(key);
        return new RemoveReply.Removed(List.of());
    }

    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        requireUp();
        removedUntil = until;
        return timestamp().seconds() < until.seconds() ? remove(key) : new RemoveReply.NotRemoved();
    }

    @Override
    public MonotonicTimestamp timestamp() throws IOException {
        requireUp();
        return new MonotonicTimestamp(nowSeconds + aheadSeconds);
    }

    @Override
    public LockReply lock(Key key) {
        return new LockReply.NotLocked();
    }

    @Override
    public void keepLocked(LockId id) {
        // Locks nothing.
    }

    @Override
    public void keeperLost(LockId id) {
        // Locks nothing.
    }

    @Override
    public void unlock(LockId id) {
        // Locks nothing.
    }

    /** Content on its way from here. */
    private final class Sending implements Content {
        private final byte[] bytes;
        private int position;

        Sending(byte[] bytes, long offsetBytes) {
            this.bytes = bytes;
            this.position = (int) Math.min(offsetBytes, bytes.length);
            this.lengthBytes = bytes.length - position;
        }

        private final long lengthBytes;

        @Override
        public long lengthBytes() {
            return lengthBytes;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            int end = (int) Math.min(bytes.length, endsReadingAt);
            if (position >= end) {
                return -1;
            }
            int count = Math.min(to.remaining(), end - position);
            if (position + count > failsReadingAt) {
                int some = (int) Math.max(0, failsReadingAt - position);
                if (some == 0) {
                    throw new IOException("it breaks off");
                }
                count = some;
            }
            for (int i = 0; i < count; i++) {
                to.put(garbage ? (byte) ~bytes[position + i] : bytes[position + i]);
            }
            position += count;
            return count;
        }

        @Override
        public boolean valid() {
            return sure || !garbage;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** An upload on its way here. */
    private final class Arriving implements Receiving {
        private final PutRequest request;
        private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        private long missingBytes;
        private boolean stored;

        Arriving(PutRequest request) {
            this.request = request;
            this.missingBytes = request.lengthBytes();
            byte[] before = partials.getOrDefault(request.key(), new byte[0]);
            arrived.write(before, 0, (int) Math.min(before.length, request.offsetBytes()));
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            if (arrived.size() + from.remaining() > failsWritingAt) {
                throw new IOException("it takes no more");
            }
            if (arrived.size() + from.remaining() > stallsAt) {
                stall();
            }
            missingBytes -= from.remaining();
            receivedBytes.addAndGet(from.remaining());
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            arrived.writeBytes(bytes);
        }

        private void stall() throws IOException {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public long missingBytes() {
            return missingBytes;
        }

        @Override
        public PutReply finish() throws IOException {
            requireUp();
            byte[] all = arrived.toByteArray();
            Verification verification = Verification.of(request.key());
            verification.update(all, 0, all.length);
            if (missingBytes != 0 || !verification.matches()) {
                return new PutReply.NotStored();
            }
            stored = true;
            contents.put(request.key(), garbage ? Arrays.copyOf(all, all.length - 1) : all);
            return new PutReply.Stored(List.of());
        }

        @Override
        public void close() {
            if (!stored) {
                partials.put(request.key(), arrived.toByteArray());
            }
        }
    }
}

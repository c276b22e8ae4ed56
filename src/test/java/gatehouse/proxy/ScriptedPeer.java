// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import gatehouse.key.Key;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A remote that answers as a test says, or fails, and remembers what it was asked. */
final class ScriptedPeer implements Peer {
    static final Uuid UUID = new Uuid("00000000-0000-4000-8000-00000000000a");

    final List<String> asked = new ArrayList<>();
    PutOffset offset = new PutOffset.From(0);
    PutReply put = new PutReply.NotStored();
    RemoveReply removed = new RemoveReply.NotRemoved();
    boolean failing;

    private void ask(String what) throws IOException {
        asked.add(what);
        if (failing) {
            throw new IOException("the remote is gone");
        }
    }

    @Override
    public Uuid uuid() {
        return UUID;
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public boolean present(Key key) throws IOException {
        ask("present");
        return true;
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        ask("read from " + offsetBytes);
        return Optional.empty();
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        ask("put offset");
        return offset;
    }

    @Override
    public Receiving receive(PutRequest request) throws IOException {
        ask("receive");
        return new Receiving() {
            @Override
            public void write(ByteBuffer from) throws IOException {
                ask("write");
            }

            @Override
            public long missingBytes() {
                return 0;
            }

            @Override
            public PutReply finish() throws IOException {
                ask("finish");
                return put;
            }

            @Override
            public void close() {
                asked.add("close");
            }
        };
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        ask("data present");
        return put;
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        ask("remove");
        return removed;
    }

    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        ask("remove before " + until.seconds());
        return removed;
    }

    @Override
    public MonotonicTimestamp timestamp() throws IOException {
        ask("timestamp");
        return new MonotonicTimestamp(77);
    }

    @Override
    public LockReply lock(Key key) throws IOException {
        ask("lock");
        return new LockReply.Locked(new LockId("theirs"));
    }

    @Override
    public void keepLocked(LockId id) {
        asked.add("keep " + id.text());
    }

    @Override
    public void keeperLost(LockId id) {
        asked.add("lost " + id.text());
    }

    @Override
    public void unlock(LockId id) throws IOException {
        ask("unlock " + id.text());
    }
}

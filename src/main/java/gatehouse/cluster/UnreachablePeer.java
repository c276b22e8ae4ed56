// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
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
import java.util.Optional;

/** A node to which there is no way now, and of which nobody can tell what it has. */
public record UnreachablePeer(Uuid uuid) implements Peer {
    private FailureException failure() {
        return new FailureException(new Failure.Unreachable("there is no way to " + uuid + " now"));
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public boolean present(Key key) {
        throw failure();
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) {
        throw failure();
    }

    @Override
    public PutOffset putOffset(Key key) {
        throw failure();
    }

    @Override
    public Receiving receive(PutRequest request) {
        throw failure();
    }

    @Override
    public PutReply dataPresent(Key key) {
        throw failure();
    }

    @Override
    public RemoveReply remove(Key key) {
        throw failure();
    }

    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) {
        throw failure();
    }

    @Override
    public MonotonicTimestamp timestamp() {
        throw failure();
    }

    @Override
    public LockReply lock(Key key) {
        throw failure();
    }

    @Override
    public void keepLocked(LockId id) {
        // It has given none.
    }

    @Override
    public void keeperLost(LockId id) {
        // It has given none.
    }

    @Override
    public void unlock(LockId id) {
        // It has given none.
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.object.Verdict;
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
import java.util.Optional;
import java.util.Set;

/** A remote as a peer that is bounded, left alone while it fails, and measured. */
final class GuardedPeer implements Peer, AutoCloseable {
    private final Source source;
    private final Guard guard;

    /**
     * The peer itself.
     *
     * @param writable false where nothing may be changed there
     */
    record Source(Uuid uuid, boolean waits, boolean writable, Peers peers) {}

    /** Gives the peer at the time of asking. */
    interface Peers extends AutoCloseable {
        /** @throws FailureException Missing where it is not there now */
        Peer peer() throws IOException;

        @Override
        void close();
    }

    GuardedPeer(Source source, Guard guard) {
        this.source = source;
        this.guard = guard;
    }

    RemoteState state() {
        return guard.state();
    }

    @Override
    public Uuid uuid() {
        return source.uuid();
    }

    @Override
    public boolean waits() {
        return source.waits();
    }

    @Override
    public GuardedPeer bypassing(Set<Uuid> gateways) {
        Peers told = new Peers() {
            @Override
            public Peer peer() throws IOException {
                return source.peers().peer().bypassing(gateways);
            }

            @Override
            public void close() {
                // Its connections are those of the other.
            }
        };
        return new GuardedPeer(new Source(source.uuid(), source.waits(), source.writable(), told), guard);
    }

    private Peer peer() throws IOException {
        return source.peers().peer();
    }

    private void requireWritable() {
        if (!source.writable()) {
            throw new FailureException(new Failure.Forbidden("the remote is set to be read-only"));
        }
    }

    @Override
    public boolean present(Key key) throws IOException {
        return guard.ask(() -> peer().present(key));
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        Guard.Transfer transfer = guard.begin();
        boolean begun = false;
        try {
            Optional<Content> content = transfer.started(() -> peer().read(key, offsetBytes));
            begun = content.isPresent();
            return content.map(found -> new GuardedContent(found, transfer));
        } finally {
            if (!begun) {
                transfer.close();
            }
        }
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        return guard.ask(() -> peer().putOffset(key));
    }

    @Override
    public Receiving receive(PutRequest request) throws IOException {
        return receive(peer -> peer.receive(request));
    }

    @Override
    public Receiving receive(PutRequest request, Verdict verdict) throws IOException {
        return receive(peer -> peer.receive(request, verdict));
    }

    /** How an upload is begun. */
    private interface Beginning {
        Receiving with(Peer peer) throws IOException;
    }

    private Receiving receive(Beginning beginning) throws IOException {
        requireWritable();
        Guard.Transfer transfer = guard.begin();
        boolean begun = false;
        try {
            Receiving receiving = transfer.started(() -> beginning.with(peer()));
            begun = true;
            return new GuardedReceiving(receiving, transfer);
        } finally {
            if (!begun) {
                transfer.close();
            }
        }
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        requireWritable();
        return guard.within(() -> peer().dataPresent(key));
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        requireWritable();
        return guard.within(() -> peer().remove(key));
    }

    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        requireWritable();
        return guard.within(() -> peer().removeBefore(key, until));
    }

    @Override
    public MonotonicTimestamp timestamp() throws IOException {
        return guard.ask(() -> peer().timestamp());
    }

    @Override
    public LockReply lock(Key key) throws IOException {
        return guard.within(() -> peer().lock(key));
    }

    @Override
    public void keepLocked(LockId id) {
        there().ifPresent(peer -> peer.keepLocked(id));
    }

    @Override
    public void keeperLost(LockId id) {
        there().ifPresent(peer -> peer.keeperLost(id));
    }

    /** Where there is no peer any more, its locks are left to their ten minutes. */
    private Optional<Peer> there() {
        try {
            return Optional.of(peer());
        } catch (IOException | FailureException e) {
            return Optional.empty();
        }
    }

    /** {@inheritDoc} Asked also while the remote is left alone. */
    @Override
    public void unlock(LockId id) throws IOException {
        peer().unlock(id);
    }

    /** Transfers under way go on. */
    @Override
    public void close() {
        source.peers().close();
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.key.Key;
import gatehouse.object.Verdict;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Whatever serves keys: a repository here, a remote, a cluster. Safe for use by many threads. What the protocol has a
 * word for is a result; all else is a {@link gatehouse.failure.FailureException}, or an IOException where the disk or
 * network failed. Source: doc/design/p2p_protocol.mdwn, P2P/Annex.hs.
 */
public interface Peer {
    Uuid uuid();

    /** Whether its methods may wait for another server, so that they are not for a thread that others wait for. */
    default boolean waits() {
        return false;
    }

    /**
     * The same peer, told of gateways of a cluster that it is not to ask again. Of use only where the other side is a
     * gateway itself. Source: doc/design/p2p_protocol.mdwn BYPASS
     */
    default Peer bypassing(Set<Uuid> gateways) {
        return this;
    }

    boolean present(Key key) throws IOException;

    /**
     * The content from an offset on, empty when it is not present. The caller closes it.
     *
     * @param offsetBytes how much of the beginning to leave out; at or beyond the end gives an empty content
     */
    Optional<Content> read(Key key, long offsetBytes) throws IOException;

    /** From where an upload of the key may go on. */
    PutOffset putOffset(Key key) throws IOException;

    /** As {@link #receive(PutRequest)}, of what may be there already: then the upload is taken and thrown away. */
    default Receiving receiveIfNeeded(PutRequest request) throws IOException {
        return putOffset(request.key()) instanceof PutOffset.AlreadyHave have
                ? new AlreadyStored(request.lengthBytes(), have.plusUuids())
                : receive(request);
    }

    /**
     * Begins an upload. Nothing is stored before {@link Receiving#finish()}.
     *
     * @throws gatehouse.failure.FailureException NoSpace when it does not fit
     */
    Receiving receive(PutRequest request) throws IOException;

    /**
     * As {@link #receive(PutRequest)}, of content that whoever sends it hashes by himself: a repository on this server
     * need not do so again. What is stored elsewhere is always verified there.
     */
    default Receiving receive(PutRequest request, Verdict verdict) throws IOException {
        return receive(request);
    }

    /** Answers for content that reached the repository by another way ({@code data-present}). */
    PutReply dataPresent(Key key) throws IOException;

    RemoveReply remove(Key key) throws IOException;

    /** As {@link #remove}, but only while {@link #timestamp()} is below {@code until}. */
    RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException;

    MonotonicTimestamp timestamp() throws IOException;

    /** Keeps the content from being removed for ten minutes, and for as long as it is kept locked. */
    LockReply lock(Key key) throws IOException;

    /** Ends the ten minutes' limit of a lock: it is held until {@link #unlock}. Unknown ids are ignored. */
    void keepLocked(LockId id);

    /**
     * The connection that kept the lock is gone without unlocking: the lock ends when its ten minutes are over, or at
     * once if they are. Unknown ids are ignored.
     */
    void keeperLost(LockId id);

    /** Gives the lock up at once. Unknown ids are ignored. */
    void unlock(LockId id) throws IOException;
}

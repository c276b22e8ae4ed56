// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.LocationRecord;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockReply;
import gatehouse.p2p.MonotonicTimestamp;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.p2p.RemoveReply;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A remote of a hub, behind the hub: the hub promises room there and records what changes there. Timestamps and locks
 * are the remote's own; the request's path tells which remote a lock is of. Source: P2P/Proxy.hs with its
 * singleProxySelector.
 */
public final class ProxiedPeer implements Peer {
    private final Peer remote;
    private final Function<Uuid, LocationRecord> records;
    private final LocationRecord record;

    /** @param records what the hub records of each repository */
    public ProxiedPeer(Peer remote, Function<Uuid, LocationRecord> records) {
        this.remote = remote;
        this.records = records;
        this.record = records.apply(remote.uuid());
    }

    @Override
    public Uuid uuid() {
        return remote.uuid();
    }

    @Override
    public boolean waits() {
        return remote.waits();
    }

    @Override
    public boolean present(Key key) throws IOException {
        return remote.present(key);
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        return remote.read(key, offsetBytes);
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        PutOffset offset = remote.putOffset(key);
        if (offset instanceof PutOffset.AlreadyHave have) {
            confirm(key, have.plusUuids(), Presence.PRESENT);
        }
        return offset;
    }

    @Override
    public Receiving receive(PutRequest request) throws IOException {
        LocationRecord.Coming coming = record.coming(request.key());
        boolean begun = false;
        try {
            Receiving receiving = new Relayed(request.key(), remote.receive(request), coming);
            begun = true;
            return receiving;
        } finally {
            if (!begun) {
                coming.close();
            }
        }
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        PutReply reply = remote.dataPresent(key);
        if (reply instanceof PutReply.Stored stored) {
            confirm(key, stored.plusUuids(), Presence.PRESENT);
        }
        return reply;
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        return removed(key, remote.remove(key));
    }

    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        return removed(key, remote.removeBefore(key, until));
    }

    private RemoveReply removed(Key key, RemoveReply reply) throws IOException {
        if (reply instanceof RemoveReply.Removed removed) {
            confirm(key, removed.plusUuids(), Presence.MISSING);
        }
        return reply;
    }

    /** Records what is so in the remote, and in others that it tells of. */
    private void confirm(Key key, List<Uuid> plusUuids, Presence presence) throws IOException {
        record.confirm(key, presence);
        confirmOthers(key, plusUuids, presence);
    }

    private void confirmOthers(Key key, List<Uuid> plusUuids, Presence presence) throws IOException {
        for (Uuid other : plusUuids) {
            // A cluster is no place where content is.
            if (ClusterUuid.of(other).isEmpty() && !other.equals(uuid())) {
                records.apply(other).confirm(key, presence);
            }
        }
    }

    @Override
    public MonotonicTimestamp timestamp() throws IOException {
        return remote.timestamp();
    }

    @Override
    public LockReply lock(Key key) throws IOException {
        return remote.lock(key);
    }

    @Override
    public void keepLocked(LockId id) {
        remote.keepLocked(id);
    }

    @Override
    public void keeperLost(LockId id) {
        remote.keeperLost(id);
    }

    @Override
    public void unlock(LockId id) throws IOException {
        remote.unlock(id);
    }

    /** An upload that has its room there, and whose end is recorded. */
    private final class Relayed implements Receiving {
        private final Key key;
        private final Receiving receiving;
        private final LocationRecord.Coming coming;

        Relayed(Key key, Receiving receiving, LocationRecord.Coming coming) {
            this.key = key;
            this.receiving = receiving;
            this.coming = coming;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            receiving.write(from);
        }

        @Override
        public long missingBytes() {
            return receiving.missingBytes();
        }

        @Override
        public PutReply finish() throws IOException {
            coming.stillFits();
            PutReply reply = receiving.finish();
            if (reply instanceof PutReply.Stored stored) {
                coming.arrived();
                confirmOthers(key, stored.plusUuids(), Presence.PRESENT);
            }
            return reply;
        }

        @Override
        public void close() throws IOException {
            try (coming) {
                receiving.close();
            }
        }
    }
}

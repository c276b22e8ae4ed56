// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import gatehouse.key.Key;
import gatehouse.object.Announcement;
import gatehouse.object.ObjectStore;
import gatehouse.object.Removal;
import gatehouse.object.StoredContent;
import gatehouse.object.Upload;
import gatehouse.object.Verdict;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A repository on this server. Source: P2P/Annex.hs. */
public final class LocalPeer implements Peer {
    /** Source: P2P/Protocol.hs p2pDefaultLockContentRetentionDuration. */
    static final Duration LOCK_RETENTION = Duration.ofMinutes(10);

    private final Uuid uuid;
    private final ObjectStore objects;
    private final LocationRecord locations;
    private final Surroundings surroundings;

    /**
     * @param locks of the whole server
     * @param monotonicSeconds the clock that all servers of this repository have in common
     * @param trashRetention how long removed content of this repository can be had back, asked at each removal
     */
    public record Surroundings(LockLedger locks, LongSupplier monotonicSeconds, Supplier<Duration> trashRetention) {}

    public LocalPeer(Uuid uuid, ObjectStore objects, LocationRecord locations, Surroundings surroundings) {
        this.uuid = uuid;
        this.objects = objects;
        this.locations = locations;
        this.surroundings = surroundings;
    }

    @Override
    public Uuid uuid() {
        return uuid;
    }

    @Override
    public boolean present(Key key) throws IOException {
        return objects.present(key);
    }

    @Override
    public Optional<Content> read(Key key, long offsetBytes) throws IOException {
        return objects.open(key, offsetBytes).map(StoredFile::new);
    }

    @Override
    public PutOffset putOffset(Key key) throws IOException {
        if (objects.present(key)) {
            locations.confirm(key, Presence.PRESENT);
            return new PutOffset.AlreadyHave(List.of());
        }
        return new PutOffset.From(objects.partialBytes(key));
    }

    @Override
    public Receiving receive(PutRequest request) throws IOException {
        return receive(request, objects::begin);
    }

    @Override
    public Receiving receive(PutRequest request, Verdict verdict) throws IOException {
        return receive(request, announced -> objects.begin(announced, verdict));
    }

    /** How an upload is begun. */
    private interface Beginning {
        Upload of(Announcement announced) throws IOException;
    }

    private Receiving receive(PutRequest request, Beginning beginning) throws IOException {
        Announcement announced =
                new Announcement(request.key(), request.client(), request.offsetBytes(), request.lengthBytes());
        LocationRecord.Coming coming = locations.coming(request.key());
        boolean begun = false;
        try {
            Incoming incoming = new Incoming(request.key(), beginning.of(announced), coming);
            begun = true;
            return incoming;
        } finally {
            if (!begun) {
                coming.close();
            }
        }
    }

    @Override
    public PutReply dataPresent(Key key) throws IOException {
        if (!objects.present(key)) {
            return new PutReply.NotStored();
        }
        locations.confirm(key, Presence.PRESENT);
        return new PutReply.Stored(List.of());
    }

    @Override
    public RemoveReply remove(Key key) throws IOException {
        return reply(key, objects.remove(key, surroundings.trashRetention().get()));
    }

    @Override
    public RemoveReply removeBefore(Key key, MonotonicTimestamp until) throws IOException {
        return reply(
                key,
                objects.remove(
                        key,
                        surroundings.trashRetention().get(),
                        () -> timestamp().seconds() < until.seconds()));
    }

    private RemoveReply reply(Key key, Removal removal) throws IOException {
        return switch (removal) {
            case Removal.Removed removed -> {
                removed(key);
                yield new RemoveReply.Removed(List.of());
            }
            case Removal.WasAbsent absent -> {
                locations.confirm(key, Presence.MISSING);
                yield new RemoveReply.Removed(List.of());
            }
            case Removal.Locked locked -> new RemoveReply.NotRemoved();
            case Removal.TooLate late -> new RemoveReply.NotRemoved();
        };
    }

    /**
     * Records a removal. A git-annex process may have undone it before it was recorded, and have recorded that first:
     * so the object is looked at once more, and the log ends with what is there.
     */
    private void removed(Key key) throws IOException {
        locations.changed(key, Presence.MISSING);
        if (objects.present(key)) {
            locations.changed(key, Presence.PRESENT);
        }
    }

    /** Records an addition, as {@link #removed} a removal. */
    private void arrived(Key key, LocationRecord.Coming coming) throws IOException {
        coming.arrived();
        if (!objects.present(key)) {
            locations.changed(key, Presence.MISSING);
        }
    }

    @Override
    public MonotonicTimestamp timestamp() {
        return new MonotonicTimestamp(surroundings.monotonicSeconds().getAsLong());
    }

    @Override
    public LockReply lock(Key key) throws IOException {
        return surroundings.locks().lock(() -> objects.lockShared(key, LOCK_RETENTION));
    }

    @Override
    public void keepLocked(LockId id) {
        surroundings.locks().keepLocked(id);
    }

    @Override
    public void keeperLost(LockId id) {
        surroundings.locks().keeperLost(id);
    }

    @Override
    public void unlock(LockId id) throws IOException {
        surroundings.locks().unlock(id);
    }

    /** An object being sent. */
    private record StoredFile(StoredContent stored) implements Content {
        @Override
        public long lengthBytes() {
            return stored.lengthBytes();
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return stored.read(to);
        }

        @Override
        public boolean valid() throws IOException {
            return stored.valid();
        }

        @Override
        public Optional<Straight> straight() {
            return stored.verified() ? Optional.empty() : Optional.of(stored::sendTo);
        }

        @Override
        public void close() throws IOException {
            stored.close();
        }
    }

    /** An upload that has its room, and whose end is recorded. */
    private final class Incoming implements Receiving {
        private final Key key;
        private final Upload upload;
        private final LocationRecord.Coming coming;

        Incoming(Key key, Upload upload, LocationRecord.Coming coming) {
            this.key = key;
            this.upload = upload;
            this.coming = coming;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            upload.write(from);
        }

        @Override
        public long missingBytes() {
            return upload.missingBytes();
        }

        @Override
        public PutReply finish() throws IOException {
            coming.stillFits();
            return switch (upload.finish()) {
                case Upload.Result.Stored stored -> {
                    LocalPeer.this.arrived(key, coming);
                    yield new PutReply.Stored(List.of());
                }
                case Upload.Result.AlreadyThere there -> {
                    locations.confirm(key, Presence.PRESENT);
                    yield new PutReply.Stored(List.of());
                }
                case Upload.Result.WrongContent wrong -> new PutReply.NotStored();
                case Upload.Result.WrongLength wrong -> new PutReply.NotStored();
            };
        }

        @Override
        public void close() throws IOException {
            try (coming) {
                upload.close();
            }
        }
    }
}

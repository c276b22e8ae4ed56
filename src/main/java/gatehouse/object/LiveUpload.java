// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.object.DiskSpace.Reservation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Content being received into a file. Source: P2P/Annex.hs storefile, Annex/Content.hs getViaTmp. */
final class LiveUpload implements Upload {
    /** Often enough that little is left to be written back at the end; seldom enough to cost nothing. */
    private static final long CHECKPOINT_BYTES = 32L << 20;

    private final Placement placement;
    private final Announcement announced;
    private final Room room;
    private final Receiving receiving;
    private final AtomicBoolean writingBack = new AtomicBoolean();
    private long position;
    private long nextCheckpoint;
    private boolean tooMuch;
    private boolean ended;

    /** What an upload owns and closes. */
    record Receiving(IncomingFile file, ArrivingContent content, Reservation reservation) {}

    LiveUpload(Placement placement, Announcement announced, Room room, Receiving receiving) {
        this.placement = placement;
        this.announced = announced;
        this.room = room;
        this.receiving = receiving;
        this.position = announced.offsetBytes();
        this.nextCheckpoint = position + CHECKPOINT_BYTES;
    }

    @Override
    public long missingBytes() {
        return announced.totalBytes() - position;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        if (ended) {
            throw new ClosedChannelException();
        }
        int limit = from.limit();
        if (from.remaining() > missingBytes()) {
            tooMuch = true;
            from.limit(from.position() + (int) missingBytes());
        }
        if (from.hasRemaining()) {
            ended = true;
            take(from);
            ended = false;
        }
        from.limit(limit).position(limit);
    }

    private void take(ByteBuffer from) throws IOException {
        boolean first = position == announced.offsetBytes();
        long before = Math.max(position, receiving.file().startBytes());
        int count = from.remaining();
        try {
            receiving.content().write(from, position);
        } catch (IOException e) {
            throw Room.explain(e);
        }
        position += count;
        receiving.reservation().used(Math.max(0, position - before));
        if (position >= nextCheckpoint) {
            nextCheckpoint = position + CHECKPOINT_BYTES;
            checkpoint();
        } else if (first && missingBytes() > 0) {
            tell();
        }
    }

    private void tell() {
        receiving.file().tell(receiving.content().writtenBytes(position));
    }

    private void checkpoint() throws IOException {
        tell();
        writeBack();
        room.require(receiving.reservation());
    }

    private void writeBack() {
        if (!writingBack.compareAndSet(false, true)) {
            return;
        }
        try {
            placement.annex().surroundings().worker().execute(() -> {
                try {
                    receiving.file().channel().force(false);
                } catch (IOException e) {
                    // Closed meanwhile; or it fails again when the upload ends, and is answered then.
                } finally {
                    writingBack.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            writingBack.set(false);
        }
    }

    @Override
    public Result finish() throws IOException {
        if (ended || tooMuch || missingBytes() > 0) {
            return new Result.WrongLength();
        }
        ended = true;
        IncomingFile file = receiving.file();
        flush();
        if (file.channel().size() > announced.totalBytes()) {
            file.channel().truncate(announced.totalBytes());
        }
        if (!receiving.content().matches()) {
            file.discard();
            return new Result.WrongContent();
        }
        try {
            placement.annex().modes().freezeContent(file.path());
            file.channel().force(true);
            // Closed before it is an object: that may be its own lock file, and closing would unlock it.
            file.channel().close();
            return placement.place(announced.key(), file.path()) ? new Result.Stored() : new Result.AlreadyThere();
        } catch (IOException e) {
            throw Room.explain(e);
        }
    }

    private void flush() throws IOException {
        try {
            receiving.content().flush();
        } catch (IOException e) {
            throw Room.explain(e);
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try (IncomingFile file = receiving.file();
                Reservation reservation = receiving.reservation()) {
            receiving.content().close();
        }
    }
}

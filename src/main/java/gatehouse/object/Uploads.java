// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Backend;
import gatehouse.key.Key;
import gatehouse.key.Security;
import gatehouse.object.ArrivingContent.Beginning;
import gatehouse.object.DiskSpace.Reservation;
import gatehouse.object.LiveUpload.Receiving;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Begins uploads. Source: P2P/Annex.hs StoreContent, Annex/Content.hs getViaTmp, Annex/Verify.hs. */
record Uploads(CurrentAnnex current, Unmodified unmodified, Trash trash) {
    /** @param verdict of whoever hashes all of what is sent */
    Upload begin(Announcement announced, Optional<Verdict> verdict) throws IOException {
        Annex annex = current.annex();
        admit(annex, announced.key());
        if (!announced.fitsKey()) {
            return new RefusedUpload(announced);
        }
        try {
            return begin(annex, announced, verdict);
        } catch (IOException e) {
            throw Room.explain(e);
        }
    }

    private Upload begin(Annex annex, Announcement announced, Optional<Verdict> verdict) throws IOException {
        IncomingFile file = IncomingFile.open(annex, announced);
        boolean begun = false;
        try {
            Optional<Beginning> beginning = beginning(annex, file, announced);
            if (beginning.isEmpty()) {
                return new RefusedUpload(announced);
            }
            LiveUpload upload = receive(annex, announced, file, new Sent(beginning.get(), verdict));
            begun = true;
            return upload;
        } finally {
            if (!begun) {
                file.close();
            }
        }
    }

    private static void admit(Annex annex, Key key) {
        if (!AnnexFolder.lockable(key)) {
            throw new FailureException(new Failure.Malformed("the key is too long for the name of a file"));
        }
        if (annex.config().secureHashesOnly() && Backend.of(key).security() != Security.SECURE) {
            throw new FailureException(
                    new Failure.Forbidden("annex.securehashesonly blocks adding " + key.backendName() + " keys"));
        }
    }

    /** Empty when so much is not here. */
    private static Optional<Beginning> beginning(Annex annex, IncomingFile file, Announcement announced)
            throws IOException {
        long offset = announced.offsetBytes();
        if (file.isPartial() || offset == 0) {
            return offset <= file.startBytes()
                    ? Optional.of(new Beginning(offset, Optional.empty()))
                    : Optional.empty();
        }
        try {
            // Another is writing to it; as far as it has come, its content will be ours.
            FileChannel partial = FileChannel.open(annex.paths().partial(announced.key()), StandardOpenOption.READ);
            if (offset <= partial.size()) {
                return Optional.of(new Beginning(offset, Optional.of(partial)));
            }
            partial.close();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What of an upload is known before it comes. */
    private record Sent(Beginning beginning, Optional<Verdict> verdict) {
        /** What was here before nobody has hashed. */
        Optional<Verdict> verdictOnAll() {
            return beginning.bytes() == 0 ? verdict : Optional.empty();
        }
    }

    private LiveUpload receive(Annex annex, Announcement announced, IncomingFile file, Sent sent) throws IOException {
        Room room = new Room(annex, trash, new Partials(annex));
        Reservation reservation = room.reserve(Math.max(0, announced.totalBytes() - file.startBytes()));
        // Nobody knows whether what was there before is good, so that verification cannot be done without.
        boolean verified = sent.verdictOnAll().isEmpty()
                && (annex.config().verify() || sent.beginning().bytes() > 0);
        ArrivingContent content = new ArrivingContent(
                file.channel(),
                new ArrivingContent.Checks(
                        verified ? Optional.of(Verification.of(announced.key())) : Optional.empty(),
                        sent.verdictOnAll()),
                annex.surroundings().worker(),
                sent.beginning(),
                announced.totalBytes());
        return new LiveUpload(
                new Placement(annex, unmodified), announced, room, new Receiving(file, content, reservation));
    }
}

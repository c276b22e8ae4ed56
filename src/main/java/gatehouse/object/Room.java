// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.object.DiskSpace.Need;
import gatehouse.object.DiskSpace.Reservation;
import java.io.IOException;

/** Room for uploads; made, when it is needed, of the trash and of partial uploads that were given up. */
record Room(Annex annex, Trash trash, Partials partials) {
    /** The text of the system's own error, in a server's locale: Java has no class for it. */
    private static final String DISK_FULL = "No space left on device";

    private static final String QUOTA_FULL = "Disk quota exceeded";

    /** @throws FailureException NoSpace */
    Reservation reserve(long bytes) throws IOException {
        annex.folders().create(annex.paths().top());
        Need need = new Need(bytes, annex.config().diskReserveBytes());
        Reservation reservation =
                annex.surroundings().space().reserve(annex.paths().top(), need);
        try {
            require(reservation);
            return reservation;
        } catch (IOException | RuntimeException e) {
            reservation.close();
            throw e;
        }
    }

    /** Makes room for what is promised. @throws FailureException NoSpace when there is none to make */
    void require(Reservation reservation) throws IOException {
        long missing = reservation.missingBytes();
        if (missing == 0) {
            return;
        }
        long freed = trash.reclaim(missing);
        if (freed < missing) {
            partials.reclaim(missing - freed);
        }
        missing = reservation.missingBytes();
        if (missing > 0) {
            throw noSpace("not enough free space, " + missing + " more bytes are needed (annex.diskreserve is "
                    + annex.config().diskReserveBytes() + ")");
        }
    }

    /**
     * What to throw for a failed write.
     *
     * @throws FailureException NoSpace when the disk is full
     */
    static IOException explain(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains(DISK_FULL) || text.contains(QUOTA_FULL)) {
            throw noSpace("the disk is full");
        }
        return e;
    }

    private static FailureException noSpace(String reason) {
        return new FailureException(new Failure.NoSpace(reason));
    }
}

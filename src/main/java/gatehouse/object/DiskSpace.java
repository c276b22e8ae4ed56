// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that the live uploads of this process still need, file system by file system, so that they do not overcommit
 * it together. Safe for use by many threads. Source: Annex/Content/LowLevel.hs checkDiskSpace.
 */
public final class DiskSpace {
    /** More than any disk has; so little that the sums of as much as can be asked for at a time do not overflow. */
    private static final long MOST_BYTES = 1L << 54;

    private final Map<Long, AtomicLong> promised = new ConcurrentHashMap<>();
    private final Map<Path, Disk> disks = new ConcurrentHashMap<>();

    /** Where a folder is. Found once: asking for the file store reads the list of all mounts. */
    private record Disk(FileStore store, AtomicLong promised) {}

    /**
     * Room that an upload still needs.
     *
     * @param reserveBytes that stay free for others ({@code annex.diskreserve})
     */
    record Need(long bytes, long reserveBytes) {
        Need {
            bytes = Math.min(bytes, MOST_BYTES);
            reserveBytes = Math.min(reserveBytes, MOST_BYTES);
        }
    }

    /** Room promised to one upload. For one thread at a time. */
    final class Reservation implements AutoCloseable {
        private final Disk disk;
        private final long reserveBytes;
        private long left;

        private Reservation(Disk disk, Need need) {
            this.disk = disk;
            this.left = need.bytes();
            this.reserveBytes = need.reserveBytes();
        }

        /** Notes that so much of it is written, and so no longer free. */
        void used(long bytes) {
            long used = Math.min(bytes, left);
            left -= used;
            disk.promised().addAndGet(-used);
        }

        /** How many bytes are missing now for all that is promised; zero when they are there. */
        long missingBytes() throws IOException {
            return Math.max(
                    0, disk.promised().get() + reserveBytes - disk.store().getUsableSpace());
        }

        @Override
        public void close() {
            used(left);
        }
    }

    /**
     * Promises room in the file system of a folder, whether or not it is there: see {@link Reservation#missingBytes}.
     */
    Reservation reserve(Path folder, Need need) throws IOException {
        Disk disk = disks.get(folder);
        if (disk == null) {
            long device = (Long) Files.getAttribute(folder, "unix:dev");
            disk = new Disk(Files.getFileStore(folder), promised.computeIfAbsent(device, unknown -> new AtomicLong()));
            disks.put(folder, disk);
        }
        disk.promised().addAndGet(need.bytes());
        return new Reservation(disk, need);
    }
}

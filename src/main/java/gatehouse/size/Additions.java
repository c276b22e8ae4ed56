// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The additions under way to one location. Each key takes its room once; seen from a repository whose size counts the
 * key already it takes none, until that repository loses the key again. Needs the lock of whoever has it.
 */
final class Additions {
    /** The additions of one key. */
    private static final class Adding {
        private final long bytes;
        /** Repositories whose sizes count the key. */
        private final Set<Uuid> settled = new HashSet<>();

        private int count;

        Adding(long bytes) {
            this.bytes = bytes;
        }
    }

    private final Map<Key, Adding> byKey = new HashMap<>();
    private final Map<Uuid, Long> settledBytes = new HashMap<>();
    private long totalBytes;

    void begin(Key key, long bytes) {
        Adding adding = byKey.get(key);
        if (adding == null) {
            adding = new Adding(bytes);
            byKey.put(key, adding);
            totalBytes += bytes;
        }
        adding.count++;
    }

    void end(Key key) {
        Adding adding = byKey.get(key);
        if (adding == null) {
            throw new IllegalStateException("an addition ended that had not begun");
        }
        adding.count--;
        if (adding.count == 0) {
            Set.copyOf(adding.settled).forEach(repository -> settle(repository, key, false));
            byKey.remove(key);
            totalBytes -= adding.bytes;
        }
    }

    /** @param counted whether the size of the repository counts the key from now on */
    void settle(Uuid repository, Key key, boolean counted) {
        Adding adding = byKey.get(key);
        if (adding == null) {
            return;
        }
        if (counted ? adding.settled.add(repository) : adding.settled.remove(repository)) {
            long sum = settledBytes.merge(repository, counted ? adding.bytes : -adding.bytes, Long::sum);
            if (sum == 0) {
                settledBytes.remove(repository);
            }
        }
    }

    /** What is promised to all but one key, seen from a repository. */
    long promisedBytes(Uuid repository, Key except) {
        Long settled = settledBytes.get(repository);
        long promised = totalBytes - (settled == null ? 0 : settled);
        @Nullable Adding own = byKey.get(except);
        return own == null || own.settled.contains(repository) ? promised : promised - own.bytes;
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }
}

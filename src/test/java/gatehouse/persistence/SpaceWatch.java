// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Occupied;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks all the time whether any location is above its limit, and is the git-annex branch: takes rows out of the
 * journal, and brings the sizes to the tip that it then is at.
 */
final class SpaceWatch implements AutoCloseable {
    private record Line(Uuid where, Key key) {}

    private final OpenSizes store;
    private final Set<Line> branch = new HashSet<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Thread looking;
    private final Thread committing;
    private volatile boolean closed;
    private int tip;
    private volatile long looks;

    SpaceWatch(OpenSizes store) {
        this.store = store;
        looking = start(this::look);
        committing = start(this::commit);
    }

    /** Everything is at rest: what is in the store is what a recount finds, and nothing more would fit. */
    void assertFullAndRight() {
        assertThat(failures).isEmpty();
        assertThat(looks).isGreaterThan(20);
        Map<Uuid, Long> recount = recount();
        List<Occupied> taken = SpaceWriters.taken(store);
        assertThat(taken).allSatisfy(one -> {
            assertThat(one.promisedBytes()).as("stale reservations").isZero();
            assertThat(one.sizeBytes()).isEqualTo(recount.getOrDefault(one.location(), 0L));
            assertThat(one.sizeBytes())
                    .isBetween(SpaceWriters.MAX_BYTES - SpaceWriters.LARGEST_BYTES + 1, SpaceWriters.MAX_BYTES);
            assertThat(store.sizes.now(SpaceWriters.REPOSITORY).orElseThrow())
                    .containsEntry(one.location(), new RepoSize(one.sizeBytes()));
        });
    }

    /** What the branch and the journal together say. */
    Map<Uuid, Long> recount() {
        Set<Line> lines = new HashSet<>(branch);
        store.journal
                .pending(SpaceWriters.REPOSITORY, Integer.MAX_VALUE)
                .forEach(entry -> apply(lines, entry.change()));
        Map<Uuid, Long> sums = new TreeMap<>();
        lines.forEach(line -> sums.merge(line.where(), SizeChange.bytes(line.key()), Long::sum));
        return sums;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        looking.join();
        committing.join();
    }

    private Thread start(Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().unstarted(work);
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start();
        return thread;
    }

    private void look() {
        while (!closed) {
            assertThat(SpaceWriters.taken(store))
                    .allSatisfy(one -> assertThat(one.bytes()).isLessThanOrEqualTo(SpaceWriters.MAX_BYTES));
            looks++;
            pause(2);
        }
    }

    private void commit() {
        while (!closed) {
            pause(300);
            List<LocationJournal.Entry> entries = store.journal.pending(SpaceWriters.REPOSITORY, 200);
            Map<Uuid, Long> changes = new HashMap<>();
            for (LocationJournal.Entry entry : entries) {
                LocationChange change = entry.change();
                long bytes = SizeChange.of(change.key(), change.presence()).bytes();
                if (apply(branch, change)) {
                    changes.merge(change.where(), bytes, Long::sum);
                }
            }
            List<Long> places =
                    entries.stream().map(LocationJournal.Entry::place).toList();
            Advance advance = new Advance(commit(tip), commit(tip + 1), changes, places);
            assertThat(store.sizes.advance(SpaceWriters.REPOSITORY, advance)).isTrue();
            tip++;
        }
    }

    private static String commit(int number) {
        return String.format("%040x", number);
    }

    private static boolean apply(Set<Line> lines, LocationChange change) {
        Line line = new Line(change.where(), change.key());
        return change.presence() == Presence.PRESENT ? lines.add(line) : lines.remove(line);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.branch.AnnexBranches;
import gatehouse.branch.BranchCommitter;
import gatehouse.branch.BranchMaintenance;
import gatehouse.branch.Locations;
import gatehouse.branch.RealAnnex;
import gatehouse.branch.SizeCounting;
import gatehouse.branch.SizesInStep;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A real repository and the sizes of its branch in a store, with what keeps them in step. Commits when it is told. */
final class SizedRepository implements AutoCloseable {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int COUNTING_THREADS = 2;

    final RealAnnex annex;
    final OpenSizes store;
    final BranchCommitter committer;
    final SizeCounting counting;
    private final Uuid uuid;
    private final Locations locations;
    private final ScheduledExecutorService never = Executors.newSingleThreadScheduledExecutor();

    SizedRepository(RealAnnex annex, TestDatabase database) throws SQLException {
        this.annex = annex;
        this.uuid = annex.uuid();
        this.store = new OpenSizes(database, OpenSizes.Kept.asServed(database), LEASE);
        AnnexBranches branches = new AnnexBranches() {
            @Override
            public <R> Optional<R> with(Uuid repository, Use<R> use) throws IOException {
                return Optional.of(use.of(annex.branch()));
            }
        };
        SizesInStep inStep = new SizesInStep(store.sizes);
        this.counting = new SizeCounting(branches, inStep, Runnable::run, COUNTING_THREADS);
        this.locations = new Locations(branches, store.journal);
        this.committer = new BranchCommitter(
                store.journal,
                branches,
                (repository, key) -> Optional.empty(),
                new BranchCommitter.Sizes(inStep, counting),
                new BranchMaintenance(branches, Runnable::run, InstantSource.system()),
                never,
                InstantSource.system());
    }

    /** Records a change as a server does; it stays in the journal until it is committed. */
    void record(Key key, Presence presence) throws IOException {
        boolean was = locations.of(uuid, key).presence(uuid).orElse(Presence.MISSING) == Presence.PRESENT;
        boolean is = presence == Presence.PRESENT;
        Instant now = InstantSource.system().instant();
        store.journal.record(
                new LocationChange(uuid, key, uuid, presence, now.getEpochSecond() * 1_000_000_000L + now.getNano()),
                was == is ? SizeChange.NONE : SizeChange.of(key, presence));
    }

    /** Follows tips that others have made. */
    void catchUp() throws IOException {
        committer.catchUp(uuid);
    }

    List<LocationChange> pending() {
        return store.journal.pending(uuid, Integer.MAX_VALUE).stream()
                .map(Entry::change)
                .toList();
    }

    /** What the store says now, without those that hold nothing. */
    Map<Uuid, Long> now() {
        Map<Uuid, Long> bytes = new HashMap<>();
        store.sizes.now(uuid).orElseThrow().forEach((where, size) -> bytes.put(where, size.bytes()));
        bytes.values().removeIf(sum -> sum == 0);
        return bytes;
    }

    @Override
    public void close() throws SQLException {
        never.shutdownNow();
        store.close();
    }
}

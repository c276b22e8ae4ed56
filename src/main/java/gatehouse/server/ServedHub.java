// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.BranchCommitter;
import gatehouse.branch.BranchCommitter.Flushed;
import gatehouse.branch.Locations;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.git.OpenRepositories;
import gatehouse.key.Key;
import gatehouse.p2p.Peer;
import gatehouse.placement.KeyDetails;
import gatehouse.placement.PlacementRules;
import gatehouse.placement.Placements;
import gatehouse.preferred.Sizes;
import gatehouse.preferred.Subject;
import gatehouse.rebalance.Hub;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdates;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import gatehouse.size.RepoSizes;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A served repository whose branch tells of others. */
record ServedHub(Uuid uuid, Parts parts) implements Hub {
    /** What all of them share. */
    record Parts(
            OpenRepositories open,
            Peers peers,
            Placements placements,
            Function<Uuid, Limit> limits,
            BranchCommitter committer,
            LocationJournal journal,
            Locations locations,
            RepoSizes sizes,
            LiveUpdates live,
            InstantSource clock) {}

    @Override
    public PlacementRules rules() throws IOException {
        return parts.placements().of(uuid).orElseThrow(ServedHub::notServed);
    }

    @Override
    public Optional<Peer> peer(Uuid repository) {
        return parts.peers().peer(repository);
    }

    @Override
    public Limit limit(Uuid repository) {
        return parts.limits().apply(repository);
    }

    @Override
    public void settle() throws IOException {
        if (parts.committer().flush(uuid) != Flushed.WHOLLY) {
            throw new FailureException(new Failure.Busy("what is recorded cannot be brought into the branch now"));
        }
        parts.committer().catchUp(uuid);
    }

    @Override
    public <T> T withContents(Use<T> use) throws IOException {
        return parts.open()
                .with(uuid, (AnnexBranch branch) -> use.of(branch.contents()))
                .orElseThrow(ServedHub::notServed);
    }

    @Override
    public Optional<Sizes> sizes(Key except) {
        Optional<Map<Uuid, RepoSize>> now = parts.sizes().now(uuid);
        if (now.isEmpty()) {
            return Optional.empty();
        }
        Map<Uuid, RepoSize> bytes = new HashMap<>(now.get());
        Map<Uuid, Limit> limited = new HashMap<>();
        try {
            PlacementRules rules = rules();
            rules.logs().maxSizes().forEach((location, max) -> limited.put(location, new Limit.Advisory(max)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Occupied occupied : parts.live().occupied(new PlaceRequest(uuid, except, limited))) {
            if (occupied.bytes() > 0 || bytes.containsKey(occupied.location())) {
                bytes.put(occupied.location(), new RepoSize(occupied.bytes()));
            }
        }
        return Optional.of(Sizes.of(bytes));
    }

    @Override
    public Set<Uuid> locations(Key key) throws IOException {
        return parts.locations().of(uuid, key).present();
    }

    @Override
    public Subject.Details details(Key key) throws IOException {
        return parts.open().with(uuid, branch -> KeyDetails.of(branch, key)).orElseThrow(ServedHub::notServed);
    }

    @Override
    public void record(Key key, Uuid where, Presence presence) throws IOException {
        boolean logged = locations(key).contains(where);
        if (logged == (presence == Presence.PRESENT)) {
            return;
        }
        LocationChange change = new LocationChange(uuid, key, where, presence, nowNanos());
        parts.journal().record(change, SizeChange.of(key, presence));
        parts.committer().recorded(uuid);
    }

    /** Since 1970. */
    long nowNanos() {
        Instant now = parts.clock().instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private static FailureException notServed() {
        return new FailureException(new Failure.Missing("no such repository is served"));
    }
}

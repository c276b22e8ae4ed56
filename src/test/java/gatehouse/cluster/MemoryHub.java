// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.p2p.LocationRecord;
import gatehouse.p2p.Peer;
import gatehouse.placement.PlacementLogs;
import gatehouse.placement.PlacementRules;
import gatehouse.preferred.Expressions;
import gatehouse.preferred.Subject;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.PlacementConfig;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Advance;
import gatehouse.size.Counted;
import gatehouse.size.Limit;
import gatehouse.size.LiveUpdate;
import gatehouse.size.LiveUpdates;
import gatehouse.size.LocalLiveUpdates;
import gatehouse.size.Occupation;
import gatehouse.size.RepoSizes;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal;
import gatehouse.whereis.SizeChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A gateway in memory. What it is told of locations, it believes. Safe for use by many threads once it is set up. */
final class MemoryHub implements ClusterHub {
    static final Uuid CLUSTER = new Uuid("ac000000-0000-8000-8000-000000000001");
    static final ClusterUuid CLUSTER_UUID = new ClusterUuid(CLUSTER);

    private final Uuid uuid;
    final ScriptedPeer own;
    final List<Node> nodes = new ArrayList<>();
    final Map<Uuid, String> preferred = new HashMap<>();
    final Map<Uuid, Set<Group>> groups = new HashMap<>();
    final Map<Uuid, MaxSize> maxSizes = new HashMap<>();
    final Map<Uuid, Limit> limits = new HashMap<>();
    final Set<Uuid> members = new HashSet<>();
    final MemoryJournal journal = new MemoryJournal();
    final LiveUpdates live;
    final MemoryLacks lacks = new MemoryLacks();
    boolean everywhere;

    MemoryHub(Uuid uuid) {
        this.uuid = uuid;
        this.own = new ScriptedPeer(uuid);
        this.live = new LocalLiveUpdates(journal.occupation, journal, journal, Duration.ofMinutes(1));
    }

    MemoryHub() {
        this(new Uuid("hub"));
    }

    /** Adds a node in memory. */
    ScriptedPeer node(String name, double cost) {
        ScriptedPeer peer = new ScriptedPeer(new Uuid(name));
        node(peer, cost);
        return peer;
    }

    void node(Peer peer, double cost) {
        nodes.add(new Node(peer.uuid(), cost, peer, () -> Load.UNKNOWN, Optional.empty()));
        members.add(peer.uuid());
    }

    /** Adds another gateway of the cluster. */
    void gateway(Uuid gateway, Peer peer, Collection<Uuid> behind) {
        nodes.add(new Node(
                CLUSTER, 300, peer, () -> Load.UNKNOWN, Optional.of(new Node.Gateway(gateway, Set.copyOf(behind)))));
        members.addAll(behind);
    }

    void logged(Key key, Uuid where) {
        confirm(key, where, Presence.PRESENT);
    }

    @Override
    public Uuid uuid() {
        return uuid;
    }

    @Override
    public List<Node> nodes(ClusterUuid cluster) {
        return nodes;
    }

    @Override
    public Peer own() {
        return own;
    }

    @Override
    public PlacementRules rules() {
        PlacementLogs logs = new PlacementLogs(
                Map.of(),
                groups,
                Map.of(),
                new Expressions(preferred, Map.of(), Map.of()),
                maxSizes,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(CLUSTER_UUID, members));
        return new PlacementRules(uuid, logs, PlacementConfig.NONE);
    }

    @Override
    public Limit limit(Uuid node) {
        return limits.getOrDefault(node, Limit.NONE);
    }

    @Override
    public Set<Uuid> locations(Key key) {
        return journal.locations(key);
    }

    @Override
    public Subject subject(Key key, Optional<String> file) {
        return new Subject(key, file, Optional.empty(), locations(key), Subject.Details.NONE);
    }

    @Override
    public LiveUpdates live() {
        return live;
    }

    @Override
    public void countSoon() {
        throw new AssertionError("all is counted");
    }

    @Override
    public void confirm(Key key, Uuid where, Presence presence) {
        if (ClusterUuid.of(where).isPresent()) {
            throw new AssertionError("a cluster is no place");
        }
        if (locations(key).contains(where) != (presence == Presence.PRESENT)) {
            journal.record(new LocationChange(uuid, key, where, presence, 1), SizeChange.of(key, presence));
        }
    }

    @Override
    public void arrived(LiveUpdate update) {
        update.done(
                new LocationChange(uuid, update.terms().key(), update.terms().location(), Presence.PRESENT, 1));
    }

    @Override
    public void lacks(Lack lack) {
        lacks.add(lack);
    }

    @Override
    public boolean storesEverywhere(ClusterUuid cluster) {
        return everywhere;
    }

    long bytes(Uuid where) {
        return journal.now(uuid)
                .orElseThrow()
                .getOrDefault(where, RepoSize.ZERO)
                .bytes();
    }

    /** For a repository on this server that is a node: it records nothing of its own. */
    static LocationRecord unrecorded() {
        return new LocationRecord() {
            @Override
            public Coming coming(Key key) {
                return new Coming() {
                    @Override
                    public void stillFits() {
                        // There is no limit.
                    }

                    @Override
                    public void arrived() {
                        // Nobody asks.
                    }

                    @Override
                    public void close() {
                        // Holds nothing.
                    }
                };
            }

            @Override
            public void changed(Key key, Presence presence) {
                // Nobody asks.
            }

            @Override
            public void confirm(Key key, Presence presence) {
                // Nobody asks.
            }
        };
    }

    /** Locations and sizes. */
    static final class MemoryJournal implements LocationJournal, RepoSizes {
        final Occupation occupation = new Occupation();
        private final Map<Key, Set<Uuid>> locations = new HashMap<>();
        private final Map<Uuid, RepoSize> sizes = new TreeMap<>();

        synchronized Set<Uuid> locations(Key key) {
            return Set.copyOf(locations.getOrDefault(key, Set.of()));
        }

        @Override
        public void record(LocationChange change, SizeChange size) {
            occupation.follow(() -> recorded(change, size), counted -> occupation.recorded(change, counted));
        }

        private synchronized SizeChange recorded(LocationChange change, SizeChange size) {
            Set<Uuid> at = locations.computeIfAbsent(change.key(), key -> new HashSet<>());
            boolean changes =
                    change.presence() == Presence.PRESENT ? at.add(change.where()) : at.remove(change.where());
            if (!changes) {
                return SizeChange.NONE;
            }
            sizes.merge(
                    change.where(),
                    new RepoSize(Math.max(0, size.bytes())),
                    (before, more) -> new RepoSize(before.bytes() + size.bytes()));
            return size;
        }

        @Override
        public List<Entry> pending(Uuid repository, int most) {
            return List.of();
        }

        @Override
        public Set<Uuid> repositoriesWithPending() {
            return Set.of();
        }

        @Override
        public long depth() {
            return 0;
        }

        @Override
        public void committed(Collection<Long> places) {
            // Nothing is pending.
        }

        @Override
        public Optional<Counted> counted(Uuid repository) {
            return Optional.empty();
        }

        @Override
        public synchronized Optional<Map<Uuid, RepoSize>> now(Uuid repository) {
            return Optional.of(Map.copyOf(sizes));
        }

        @Override
        public void recounted(Uuid repository, Counted counted) {
            throw new AssertionError("all is counted");
        }

        @Override
        public boolean advance(Uuid repository, Advance advance) {
            return false;
        }

        @Override
        public void forget(Uuid repository) {
            throw new AssertionError("nothing is forgotten");
        }
    }
}

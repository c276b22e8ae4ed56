// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.BranchCommitter;
import gatehouse.branch.BranchMaintenance;
import gatehouse.branch.Locations;
import gatehouse.branch.PackCache;
import gatehouse.branch.SizeCounting;
import gatehouse.branch.SizesInStep;
import gatehouse.cluster.ClusterPeer;
import gatehouse.cluster.Doubts;
import gatehouse.cluster.Lacks;
import gatehouse.cluster.UploadsUnderWay;
import gatehouse.git.OpenRepositories;
import gatehouse.git.RepositoryCreation;
import gatehouse.git.RepositoryDirectory;
import gatehouse.git.ServedRepository;
import gatehouse.object.DiskSpace;
import gatehouse.object.LockPool;
import gatehouse.object.Surroundings;
import gatehouse.p2p.Asking;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockLedger;
import gatehouse.p2p.Peer;
import gatehouse.p2p.http.IdleWatch;
import gatehouse.placement.Placements;
import gatehouse.remote.ServerCredentials;
import gatehouse.repository.Uuid;
import gatehouse.size.LiveUpdates;
import gatehouse.size.RepoSizes;
import gatehouse.size.SizeHistory;
import gatehouse.size.SizeRecording;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.Rights;
import gatehouse.tenant.TokenUses;
import gatehouse.whereis.LocationJournal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The running server: makes its parts, starts them in order, and stops them in the reverse order. */
@ApplicationScoped
public class Gatehouse {
    private static final Logger LOG = Logger.getLogger(Gatehouse.class.getName());
    /** How long after its last byte a partial upload may be given up. */
    private static final Duration STALE_PARTIAL = Duration.ofDays(7);

    private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);
    /** What is asked for right after the start comes first. */
    private static final Duration FIRST_UPKEEP = Duration.ofSeconds(5);

    private static final Duration RECORDING = Duration.ofHours(1);
    /** When a server that has few repositories has counted all. */
    private static final Duration FIRST_RECORDING = Duration.ofSeconds(15);

    /** Often, as it is nothing when no token was used, and few when some were. */
    private static final Duration TOKEN_USES = Duration.ofSeconds(5);

    private static final long SHORTEST_SCAN_PAUSE_MILLIS = 1000;
    private static final long LONGEST_SCAN_PAUSE_MILLIS = 10_000;
    /** Looking for repositories takes this part of one processor at most. */
    private static final long SCAN_SHARE = 50;

    private @Nullable Parts parts;

    @Inject
    Configuration configuration;

    @Inject
    LocationJournal journal;

    @Inject
    LiveUpdates live;

    @Inject
    Lacks lacks;

    @Inject
    RepoSizes sizes;

    @Inject
    SizeHistory history;

    @Inject
    Rights rights;

    @Inject
    Accounts accounts;

    @Inject
    ServerCredentials credentials;

    @Inject
    SecureRandom random;

    @Inject
    InstantSource clock;

    @Inject
    TokenUses tokenUses;

    /** All that is made at the start. */
    record Parts(
            Instant since,
            Threads threads,
            RepositoryDirectory directory,
            RepositoryCreation creation,
            OpenRepositories open,
            BranchCommitter committer,
            SizeCounting counting,
            LockLedger locks,
            Peers peers,
            RemoteWiring remotes,
            Placements placements,
            GatewayWatch gatewayWatch,
            ServedHub.Parts hubs,
            ServedClusters clusters,
            Routes routes,
            IdleWatch watch) {
        /** A repository that is served, with all that its branch tells of others. */
        Optional<ServedHub> hub(Uuid uuid) {
            return directory.find(uuid).map(repository -> new ServedHub(uuid, hubs));
        }
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object context) throws IOException {
        PackCache.install();
        Threads threads = Threads.started();
        Path created = configuration.data().resolve("repositories");
        Files.createDirectories(created);
        List<Path> folders = new ArrayList<>(configuration.directories());
        // What is found twice has its name from where it is found first.
        folders.add(folders.stream().anyMatch(created::startsWith) ? 0 : folders.size(), created);
        parts = parts(threads, folders, created);
        parts.creation().mend();
        long began = System.nanoTime();
        parts.directory().scan();
        LOG.log(Level.INFO, "{0} repositories found in {1} ms", new Object[] {
            parts.directory().all().size(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)
        });
        parts.gatewayWatch().look();
        parts.committer().start();
        Terminal terminal = new Terminal(configuration.terminal());
        new FirstStart(configuration, parts, terminal).run(accounts, random, clock, rights);
        scanLater(0);
        threads.background()
                .scheduleWithFixedDelay(
                        new Housekeeping(parts.directory(), parts.peers(), STALE_PARTIAL),
                        HOUSEKEEPING.toSeconds(),
                        HOUSEKEEPING.toSeconds(),
                        TimeUnit.SECONDS);
        threads.background()
                .scheduleWithFixedDelay(
                        new SizeUpkeep(
                                parts.directory(), sizes, parts.counting(), parts.committer(), clock, HOUSEKEEPING),
                        FIRST_UPKEEP.toSeconds(),
                        HOUSEKEEPING.toSeconds(),
                        TimeUnit.SECONDS);
        threads.background()
                .scheduleAtFixedRate(
                        new HourlySizes(parts.directory(), new SizeRecording(sizes, history), clock),
                        FIRST_RECORDING.toSeconds(),
                        RECORDING.toSeconds(),
                        TimeUnit.SECONDS);
        threads.background()
                .scheduleWithFixedDelay(
                        this::writeTokenUses, TOKEN_USES.toSeconds(), TOKEN_USES.toSeconds(), TimeUnit.SECONDS);
        configuration.ownUrl().ifPresent(url -> new Readiness(url, terminal).announce(threads.background()));
    }

    private Parts parts(Threads threads, List<Path> folders, Path created) {
        RepositoryDirectory directory = new RepositoryDirectory(folders, listener(threads));
        OpenRepositories open = new OpenRepositories(directory::find, clock);
        SizesInStep inStep = new SizesInStep(sizes);
        SizeCounting counting = new SizeCounting(
                open, inStep, threads.counting(), Runtime.getRuntime().availableProcessors());
        BranchCommitter committer = new BranchCommitter(
                journal,
                open,
                (repository, key) -> running().peers().present(repository, key),
                new BranchCommitter.Sizes(inStep, counting),
                new BranchMaintenance(open, threads.background(), clock),
                threads.commits(),
                clock);
        Placements placements = new Placements(open);
        LockLedger locks = new LockLedger(configuration.locks(), this::lockId, clock, threads.timer());
        Peers.Parts shared = new Peers.Parts(
                new Surroundings(new LockPool(), new DiskSpace(), clock, threads.hashing(), STALE_PARTIAL),
                new JournaledLocations.Parts(
                        journal,
                        new Locations(open, journal),
                        committer,
                        live,
                        new MaxSizeLimits(rights, placements)::of,
                        counting::soon,
                        clock),
                locks,
                new BootClock(),
                rights);
        GatewayWatch gatewayWatch = new GatewayWatch(open, directory::gateways);
        Peers peers = new Peers(directory, shared, gatewayWatch.gateways()::hubsOf);
        RemoteWiring remotes = RemoteWiring.of(
                configuration,
                new RemoteWiring.Needs(directory, open, served(peers), shared, threads, this::lockId, credentials::of));
        ServedHub.Parts hubs = new ServedHub.Parts(
                open,
                peers,
                placements,
                new MaxSizeLimits(rights, placements),
                committer,
                journal,
                new Locations(open, journal),
                sizes,
                live,
                clock);
        IdleWatch watch = new IdleWatch(
                new IdleWatch.Limits(configuration.idle(), configuration.transfers()),
                System::nanoTime,
                threads.timer());
        RepositoryCreation creation =
                new RepositoryCreation(created, () -> new Uuid(randomUuid().toString()), clock);
        ServedClusters clusters = clusters(hubs, remotes, shared, threads);
        return new Parts(
                clock.instant(),
                threads,
                directory,
                creation,
                open,
                committer,
                counting,
                locks,
                peers,
                remotes,
                placements,
                gatewayWatch,
                hubs,
                clusters,
                new Routes(peers, gatewayWatch.gateways(), remotes.remotes(), clusters),
                watch);
    }

    /** It is told after the parts are made, by the first scan. */
    private RepositoryDirectory.Listener listener(Threads threads) {
        return new RepositoryDirectory.Listener() {
            @Override
            public void served(ServedRepository repository) {
                running().committer().served(repository.uuid());
                threads.background()
                        .schedule(() -> countOnce(repository.uuid()), FIRST_UPKEEP.toSeconds(), TimeUnit.SECONDS);
            }

            @Override
            public void dropped(ServedRepository repository) {
                running().peers().forget(repository.uuid());
                running().open().forget(repository.uuid());
                running().remotes().remotes().forget(repository.uuid());
            }
        };
    }

    private ServedClusters clusters(ServedHub.Parts hubs, RemoteWiring remotes, Peers.Parts shared, Threads threads) {
        ServedCluster.Parts parts = new ServedCluster.Parts(
                remotes.remotes(),
                new MaxSizeLimits(rights, hubs.placements())::of,
                live,
                shared.locations().counting(),
                lacks);
        return new ServedClusters(
                hub -> running().hub(hub).map(served -> new ServedCluster(served, parts)),
                new ClusterPeer.Surroundings(
                        threads.remotes(),
                        ServedClusters.LIMITS,
                        shared.bootClock(),
                        new UploadsUnderWay(),
                        new Doubts()));
    }

    private ServedRemotes.Served served(Peers peers) {
        return new ServedRemotes.Served() {
            @Override
            public Optional<Peer> peer(Uuid uuid) {
                return peers.peer(uuid);
            }

            @Override
            public Optional<Peer> behind(Uuid gateway, Uuid wanted, Asking asking) {
                return running().routes().behind(gateway, wanted, asking);
            }
        };
    }

    private void countOnce(Uuid repository) {
        if (sizes.counted(repository).isEmpty()) {
            running().counting().sometime(repository);
        }
    }

    private LockId lockId() {
        return new LockId(randomUuid().toString());
    }

    private UUID randomUuid() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        bytes[6] = (byte) (bytes[6] & 0x0f | 0x40);
        bytes[8] = (byte) (bytes[8] & 0x3f | 0x80);
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    Parts running() {
        if (parts == null) {
            throw new IllegalStateException("the server has not started");
        }
        return parts;
    }

    private void scanLater(long lastMillis) {
        long pause = Math.clamp(lastMillis * SCAN_SHARE, SHORTEST_SCAN_PAUSE_MILLIS, LONGEST_SCAN_PAUSE_MILLIS);
        running().threads().background().schedule(this::scan, pause, TimeUnit.MILLISECONDS);
    }

    private void scan() {
        long began = System.nanoTime();
        try {
            running().directory().scan();
            running().gatewayWatch().look();
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "looking for repositories failed", e);
        }
        scanLater(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private void writeTokenUses() {
        try {
            tokenUses.write();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "when access tokens were used cannot be recorded now: {0}", e.getMessage());
        }
    }

    /** Called while the store is still there, see {@link Stop}. */
    void stop() {
        if (parts == null) {
            return;
        }
        parts.watch().close();
        try {
            parts.committer().close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "what is recorded waits in the store for the next start: {0}", e.getMessage());
        }
        writeTokenUses();
        parts.locks().close();
        parts.remotes().close();
        parts.threads().close();
        parts.open().close();
    }
}

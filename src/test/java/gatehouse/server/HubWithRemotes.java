// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.AnnexBranches;
import gatehouse.branch.RealAnnex;
import gatehouse.git.LocalRepository;
import gatehouse.object.DiskSpace;
import gatehouse.object.LockPool;
import gatehouse.object.Surroundings;
import gatehouse.p2p.Asking;
import gatehouse.p2p.LockId;
import gatehouse.p2p.LockLedger;
import gatehouse.p2p.Peer;
import gatehouse.remote.Clocks;
import gatehouse.remote.ConfiguredRemotes;
import gatehouse.remote.Connecting;
import gatehouse.remote.GuardLimits;
import gatehouse.remote.Remote;
import gatehouse.remote.ServedHere;
import gatehouse.remote.line.LinePeer;
import gatehouse.remote.local.LocalRemote;
import gatehouse.remote.ssh.SshConnections;
import gatehouse.remote.ssh.SshLimits;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A real repository, and its remotes as a server would have them. */
final class HubWithRemotes implements AutoCloseable {
    final RealAnnex annex;
    final Map<Uuid, Peer> served = new ConcurrentHashMap<>();
    private final Threads threads = Threads.started();
    private final OpenSsh openSsh;
    private final SshConnections ssh;
    private final ConfiguredRemotes remotes;
    private Object servedState = new Object();

    HubWithRemotes(RealAnnex annex, Path home, GuardLimits limits) throws IOException {
        this.annex = annex;
        Uuid own = annex.uuid();
        InstantSource clock = InstantSource.system();
        Supplier<LockId> ids = () -> new LockId(UUID.randomUUID().toString());
        openSsh = new OpenSsh(home);
        ssh = new SshConnections(openSsh, SshLimits.USUAL, threads.background());
        var branch = annex.branch();
        AnnexBranches branches = new AnnexBranches() {
            @Override
            public <R> Optional<R> with(Uuid repository, Use<R> use) throws IOException {
                return repository.equals(own) ? Optional.of(use.of(branch)) : Optional.empty();
            }
        };
        Connecting connecting = new Connecting(
                new Here(),
                (hub, path, expected) -> new LocalRepository(Path.of(path), expected, clock),
                new LocalRemote.Parts(
                        new Surroundings(new LockPool(), new DiskSpace(), clock, threads.hashing(), Duration.ofDays(1)),
                        new LockLedger(100, ids, clock, threads.timer()),
                        new BootClock(),
                        clock,
                        threads.commits()),
                ssh,
                new LinePeer.Surroundings(threads.timer(), ids),
                threads.client(),
                url -> Optional.empty(),
                limits,
                new Clocks(clock, System::nanoTime));
        remotes = new ConfiguredRemotes(branches, connecting);
    }

    /** What is served is what the test says. */
    private final class Here implements ServedHere {
        @Override
        public Object state() {
            return servedState;
        }

        @Override
        public boolean isServed(Uuid uuid) {
            return served.containsKey(uuid);
        }

        @Override
        public Optional<Peer> behind(Uuid gateway, Uuid wanted, Asking asking) {
            return Optional.empty();
        }

        @Override
        public Optional<Peer> peer(Uuid uuid) {
            return Optional.ofNullable(served.get(uuid));
        }

        @Override
        public Optional<Uuid> at(Uuid hub, String url) {
            return Optional.empty();
        }

        @Override
        public boolean isOwn(String url) {
            return url.startsWith("annex+http://own.example/");
        }
    }

    void serve(Uuid uuid, Peer peer) {
        served.put(uuid, peer);
        servedState = new Object();
    }

    /** As {@code git remote add}, with more settings: name and value, one after the other. */
    void add(String name, String url, Uuid uuid, String... settings) {
        set(name, "url", url);
        set(name, "annex-uuid", uuid.text());
        for (int i = 0; i < settings.length; i += 2) {
            set(name, settings[i], settings[i + 1]);
        }
    }

    void set(String name, String setting, String value) {
        annex.run("git", "config", "remote." + name + "." + setting, value);
    }

    List<Remote> all() {
        try {
            return remotes.of(annex.uuid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Remote remote(String name) {
        return all().stream()
                .filter(remote -> remote.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Peer peer(String name) {
        return remote(name).peer().orElseThrow();
    }

    @Override
    public void close() {
        remotes.close();
        ssh.close();
        openSsh.close();
        threads.close();
        annex.close();
    }
}

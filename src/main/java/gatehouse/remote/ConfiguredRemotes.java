// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.branch.AnnexBranches;
import gatehouse.branch.TopFiles;
import gatehouse.branch.log.ProxyLog;
import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.p2p.Peer;
import gatehouse.remote.Connecting.Target;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The remotes that git configs have. A remote whose address stays the same keeps its peer, with its connections and
 * what was measured, whatever else of the config changes. Safe for use by many threads.
 */
public final class ConfiguredRemotes implements Remotes, AutoCloseable {
    private static final Set<String> FILES = Set.of(ProxyLog.FILE);
    /** What is behind another is asked after what costs as much and is not. */
    private static final double HOP_COST = 10;

    private final AnnexBranches branches;
    private final Addresses addresses;
    private final Connecting connecting;
    private final ConcurrentMap<Uuid, Known> known = new ConcurrentHashMap<>();

    /**
     * What remotes are made of.
     *
     * @param proxies what the branch says of who answers for whom
     * @param served stands for what this server serves
     */
    private record Basis(GatewayConfig config, TopFiles proxies, Object served) {
        boolean isAs(Basis other) {
            return config == other.config && proxies.sameTexts(other.proxies) && served == other.served;
        }
    }

    /** @param peers by the name of the remote, and what it is connected to */
    private record Known(Basis basis, List<Remote> remotes, Map<Connected, GuardedPeer> peers) {}

    private record Connected(String name, Target target) {}

    public ConfiguredRemotes(AnnexBranches branches, Connecting connecting) {
        this.branches = branches;
        this.addresses = new Addresses(connecting.here());
        this.connecting = connecting;
    }

    @Override
    public List<Remote> of(Uuid hub) throws IOException {
        Known before = known.get(hub);
        Object served = connecting.here().state();
        Optional<Basis> basis = branches.with(hub, branch -> {
            Optional<TopFiles> files =
                    Optional.ofNullable(before).map(made -> made.basis().proxies());
            return new Basis(branch.gatewayConfig(), branch.topFiles(FILES, files), served);
        });
        if (basis.isEmpty()) {
            forget(hub);
            return List.of();
        }
        if (before != null && before.basis().isAs(basis.get())) {
            return before.remotes();
        }
        return renewed(hub, basis.get()).remotes();
    }

    private Known renewed(Uuid hub, Basis basis) {
        List<GuardedPeer> gone = new ArrayList<>();
        Known now = known.compute(hub, (uuid, before) -> {
            if (before != null && before.basis().isAs(basis)) {
                return before;
            }
            Known made = made(hub, new Known(basis, List.of(), before == null ? Map.of() : before.peers()));
            if (before != null) {
                before.peers().forEach((connected, peer) -> {
                    if (!made.peers().containsKey(connected)) {
                        gone.add(peer);
                    }
                });
            }
            return made;
        });
        gone.forEach(GuardedPeer::close);
        return now;
    }

    /** @param before has the peers to go on with */
    private Known made(Uuid hub, Known before) {
        Map<Uuid, Set<Proxied>> proxied =
                ProxyLog.parse(before.basis().proxies().text(ProxyLog.FILE)).proxied();
        Map<Connected, GuardedPeer> peers = new HashMap<>();
        List<Remote> remotes = new ArrayList<>();
        for (GitRemote git : before.basis().config().remotes()) {
            if (!git.ignored()) {
                Addresses.Found found = addresses.of(hub, git);
                Making making = new Making(hub, before.peers(), peers);
                remotes.add(making.remote(git, found));
                if (!git.clusterGateway().isEmpty() && found.uuid().isPresent()) {
                    Uuid gateway = found.uuid().get();
                    remotes.addAll(making.behind(
                            git, found.address(), new Behind(gateway, proxied.getOrDefault(gateway, Set.of()))));
                }
            }
        }
        remotes.sort(Comparator.comparingDouble(Remote::cost));
        return new Known(before.basis(), List.copyOf(remotes), Map.copyOf(peers));
    }

    private record Behind(Uuid gateway, Set<Proxied> proxied) {}

    /**
     * Makes the remotes of one repository.
     *
     * @param before peers to go on with
     * @param peers gets those in use
     */
    private final class Making {
        private final Uuid hub;
        private final Map<Connected, GuardedPeer> before;
        private final Map<Connected, GuardedPeer> peers;

        Making(Uuid hub, Map<Connected, GuardedPeer> before, Map<Connected, GuardedPeer> peers) {
            this.hub = hub;
            this.before = before;
            this.peers = peers;
        }

        Remote remote(GitRemote git, Addresses.Found found) {
            Optional<GuardedPeer> peer = peer(git, found);
            double cost = git.cost().orElse(found.address().usualCost());
            return new Remote(
                    git,
                    found.uuid(),
                    cost,
                    found.address(),
                    peer.map(Peer.class::cast),
                    state(peer),
                    Optional.empty());
        }

        /** Source: Remote/Git.hs listProxied. */
        List<Remote> behind(GitRemote gateway, Address address, Behind behind) {
            Set<Uuid> all = behind.proxied().stream().map(Proxied::uuid).collect(Collectors.toUnmodifiableSet());
            double cost = gateway.cost().orElse(address.usualCost()) + HOP_COST;
            List<Remote> remotes = new ArrayList<>();
            for (Proxied proxied : new TreeSet<>(behind.proxied())) {
                Map<String, String> settings = new HashMap<>(gateway.settings());
                settings.put("annex-uuid", proxied.uuid().text());
                GitRemote git = new GitRemote(
                        gateway.name() + "-" + proxied.name().text(),
                        Optional.of(proxied.uuid()),
                        settings,
                        Set.of(),
                        Set.of());
                Optional<GuardedPeer> peer = peer(git, new Addresses.Found(address, git.uuid()));
                remotes.add(new Remote(
                        git,
                        git.uuid(),
                        cost,
                        address,
                        peer.map(Peer.class::cast),
                        state(peer),
                        Optional.of(new Remote.Gateway(behind.gateway(), all))));
            }
            return remotes;
        }

        private Optional<GuardedPeer> peer(GitRemote git, Addresses.Found found) {
            return found.uuid().flatMap(uuid -> {
                Connected connected =
                        new Connected(git.name(), new Target(hub, uuid, found.address(), !git.readOnly()));
                @Nullable GuardedPeer kept = before.get(connected);
                Optional<GuardedPeer> now = kept == null ? connecting.connect(connected.target()) : Optional.of(kept);
                now.ifPresent(one -> peers.put(connected, one));
                return now;
            });
        }

        private static Supplier<RemoteState> state(Optional<GuardedPeer> peer) {
            return peer.<Supplier<RemoteState>>map(guarded -> guarded::state).orElse(() -> RemoteState.UNKNOWN);
        }
    }

    /** Closes the peers of a repository that is not served any more. */
    public void forget(Uuid hub) {
        Known gone = known.remove(hub);
        if (gone != null) {
            gone.peers().values().forEach(GuardedPeer::close);
        }
    }

    @Override
    public void close() {
        known.keySet().forEach(this::forget);
    }
}

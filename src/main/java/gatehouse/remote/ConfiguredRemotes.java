// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The remotes that git configs have. A remote whose address stays the same keeps its peer, with its connections and
 * what was measured, whatever else of the config changes. Safe for use by many threads.
 */
public final class ConfiguredRemotes implements Remotes, AutoCloseable {
    private final AnnexBranches branches;
    private final Addresses addresses;
    private final Connecting connecting;
    private final ConcurrentMap<Uuid, Known> known = new ConcurrentHashMap<>();

    /**
     * @param served what was served when it was made
     * @param peers by the name of the remote, and what it is connected to
     */
    private record Known(GatewayConfig config, Object served, List<Remote> remotes, Map<Connected, GuardedPeer> peers) {
        boolean isOf(GatewayConfig now, Object servedNow) {
            return config == now && served == servedNow;
        }
    }

    private record Connected(String name, Target target) {}

    public ConfiguredRemotes(AnnexBranches branches, Connecting connecting) {
        this.branches = branches;
        this.addresses = new Addresses(connecting.here());
        this.connecting = connecting;
    }

    @Override
    public List<Remote> of(Uuid hub) throws IOException {
        Optional<GatewayConfig> config = branches.with(hub, AnnexBranch::gatewayConfig);
        if (config.isEmpty()) {
            forget(hub);
            return List.of();
        }
        Object servedNow = connecting.here().state();
        Known before = known.get(hub);
        if (before != null && before.isOf(config.get(), servedNow)) {
            return before.remotes();
        }
        return renewed(hub, config.get(), servedNow).remotes();
    }

    private Known renewed(Uuid hub, GatewayConfig config, Object servedNow) {
        List<GuardedPeer> gone = new ArrayList<>();
        Known now = known.compute(hub, (uuid, before) -> {
            if (before != null && before.isOf(config, servedNow)) {
                return before;
            }
            Known made = made(hub, new Known(config, servedNow, List.of(), before == null ? Map.of() : before.peers()));
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

    /** @param basis has the peers to go on with */
    private Known made(Uuid hub, Known basis) {
        List<Remote> remotes = new ArrayList<>();
        Map<Connected, GuardedPeer> peers = new HashMap<>();
        for (GitRemote git : basis.config().remotes()) {
            if (git.ignored()) {
                continue;
            }
            Addresses.Found found = addresses.of(hub, git);
            Optional<GuardedPeer> peer = found.uuid().flatMap(uuid -> {
                Connected connected =
                        new Connected(git.name(), new Target(hub, uuid, found.address(), !git.readOnly()));
                @Nullable GuardedPeer kept = basis.peers().get(connected);
                Optional<GuardedPeer> now = kept == null ? connecting.connect(connected.target()) : Optional.of(kept);
                now.ifPresent(one -> peers.put(connected, one));
                return now;
            });
            remotes.add(remote(git, found, peer));
        }
        remotes.sort(Comparator.comparingDouble(Remote::cost));
        return new Known(basis.config(), basis.served(), List.copyOf(remotes), Map.copyOf(peers));
    }

    private static Remote remote(GitRemote git, Addresses.Found found, Optional<GuardedPeer> peer) {
        Supplier<RemoteState> state =
                peer.<Supplier<RemoteState>>map(guarded -> guarded::state).orElse(() -> RemoteState.UNKNOWN);
        return new Remote(
                git,
                found.uuid(),
                git.cost().orElse(found.address().usualCost()),
                found.address(),
                peer.map(Peer.class::cast),
                state);
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

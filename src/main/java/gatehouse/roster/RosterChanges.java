// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.branch.BranchPath;
import gatehouse.branch.JournalLocked;
import gatehouse.branch.log.ClusterLog;
import gatehouse.branch.log.ProxyLog;
import gatehouse.branch.log.UuidLog;
import gatehouse.branch.log.VectorClock;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.ConfigEdit;
import gatehouse.repository.ConfigSetting;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Changes for whom served repositories answer, as git-annex would: in the git config first, then in the branch, under
 * the locks of both. A change that is cut off between the two is finished by the next one. Safe for use by many
 * threads.
 */
public final class RosterChanges {
    /** A git-annex process has the lock for moments, or for the merge of a branch. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final AnnexBranches branches;
    private final Neighbours neighbours;
    private final Supplier<Uuid> uuids;
    private final InstantSource clock;

    /** @param uuids new ones */
    public RosterChanges(AnnexBranches branches, Neighbours neighbours, Supplier<Uuid> uuids, InstantSource clock) {
        this.branches = branches;
        this.neighbours = neighbours;
        this.uuids = uuids;
        this.clock = clock;
    }

    /**
     * For whom a repository answers.
     *
     * @param config what the git config says
     * @param logs what the branch says
     */
    public record Roster(GatewayConfig config, RosterLogs logs) {}

    /** @throws FailureException Missing when the repository is not served */
    public Roster of(Uuid repository) throws IOException {
        return branches.with(repository, branch -> new Roster(branch.gatewayConfig(), logs(branch)))
                .orElseThrow(RosterChanges::notServed);
    }

    /**
     * Returns when git config and branch have the change, on the disk.
     *
     * @return what became of each remote, node and cluster that is concerned
     * @throws FailureException Missing, Malformed or Conflict when it cannot be done, Busy when others have the git
     *     config or the branch for too long; nothing has changed then
     * @throws IOException when something cannot be read or written
     */
    public List<RosterEvent> apply(Uuid repository, RosterChange change) throws IOException {
        return branches.with(repository, branch -> {
                    try (JournalLocked locked = branch.lock(LONGEST_WAIT)) {
                        // What was fetched from other gateways counts, as for each command of git-annex.
                        branch.merge(locked);
                        return applied(new Locked(branch, locked), change);
                    }
                })
                .orElseThrow(RosterChanges::notServed);
    }

    private record Locked(AnnexBranch branch, JournalLocked lock) {
        void change(Map<BranchPath, UnaryOperator<String>> edits) throws IOException {
            if (!edits.isEmpty()) {
                branch.change(lock, edits);
            }
        }
    }

    private List<RosterEvent> applied(Locked locked, RosterChange change) throws IOException {
        return switch (change) {
            case RosterChange.UpdateProxy update -> proxied(locked, edits -> List.of());
            case RosterChange.UpdateCluster update -> updated(locked, edits -> List.of());
            case RosterChange.InitCluster init -> initialised(locked, init);
            case RosterChange.ExtendCluster extend -> extended(locked, extend);
            case RosterChange.AddNode add -> updated(locked, edits -> edits.add(add));
            case RosterChange.RemoveNode remove -> updated(locked, edits -> edits.remove(remove));
            case RosterChange.Proxy proxy -> proxied(locked, edits -> edits.proxy(proxy.remote()));
            case RosterChange.NoProxy proxy -> proxied(locked, edits -> edits.noProxy(proxy.remote()));
        };
    }

    private interface Decision {
        List<ConfigEdit> of(RosterEdits edits) throws IOException;
    }

    private List<RosterEvent> updated(Locked locked, Decision decision) throws IOException {
        GatewayConfig config = configured(locked, decision);
        return recorded(locked, RosterUpdate.ofClusters(here(locked), config, logs(locked.branch)));
    }

    private List<RosterEvent> proxied(Locked locked, Decision decision) throws IOException {
        GatewayConfig config = configured(locked, decision);
        return recorded(locked, RosterUpdate.ofProxies(here(locked), config, logs(locked.branch)));
    }

    private List<RosterEvent> extended(Locked locked, RosterChange.ExtendCluster extend) throws IOException {
        RemoteName cluster = RosterEdits.readBack(extend.cluster());
        boolean known = locked.branch.gatewayConfig().clusters().containsKey(cluster);
        List<RosterEvent> events = new ArrayList<>(updated(locked, edits -> edits.extend(extend)));
        ClusterUuid uuid = locked.branch.gatewayConfig().clusters().get(cluster);
        if (!known && uuid != null) {
            events.addFirst(new RosterEvent.ClusterKnown(cluster, uuid));
        }
        return List.copyOf(events);
    }

    /** The description first: a cluster of which the git config knows has one. */
    private List<RosterEvent> initialised(Locked locked, RosterChange.InitCluster init) throws IOException {
        ClusterUuid uuid = ClusterUuid.generated(uuids.get());
        RosterLogs logs = logs(locked.branch);
        locked.branch.changeConfig(LONGEST_WAIT, now -> {
            List<ConfigEdit> wanted = new RosterEdits(here(locked), now, logs, neighbours).init(init.cluster(), uuid);
            locked.change(Map.of(
                    new BranchPath(UuidLog.FILE),
                    text -> UuidLog.parse(text)
                            .with(now(), uuid.uuid(), init.description())
                            .format()));
            return wanted;
        });
        RemoteName name = RosterEdits.readBack(init.cluster());
        return List.of(new RosterEvent.ClusterKnown(name, uuid));
    }

    /** With the UUIDs that the annexes in the file system have now, as git-annex keeps them. */
    private GatewayConfig configured(Locked locked, Decision decision) throws IOException {
        RosterLogs logs = logs(locked.branch);
        List<ConfigEdit> moved = moved(locked.branch);
        locked.branch.changeConfig(LONGEST_WAIT, now -> moved);
        return locked.branch.changeConfig(
                LONGEST_WAIT, now -> decision.of(new RosterEdits(here(locked), now, logs, neighbours)));
    }

    private List<ConfigEdit> moved(AnnexBranch branch) {
        List<ConfigEdit> edits = new ArrayList<>();
        for (GitRemote remote : branch.gatewayConfig().remotes()) {
            if (RemotePlace.of(remote) == RemotePlace.LOCAL && !remote.ignored()) {
                Optional<Uuid> there = remote.annexUrl()
                        .or(remote::url)
                        .flatMap(RemotePlace::path)
                        .flatMap(path -> neighbours.uuidAt(branch.config().gitDir(), path));
                there.filter(uuid -> !remote.uuid().equals(there))
                        .ifPresent(uuid -> edits.add(new ConfigEdit.Set(
                                new ConfigSetting("remote", remote.name(), "annex-uuid"), uuid.text())));
            }
        }
        return edits;
    }

    private List<RosterEvent> recorded(Locked locked, RosterUpdate update) throws IOException {
        VectorClock now = now();
        Map<BranchPath, UnaryOperator<String>> edits = new LinkedHashMap<>();
        if (!update.nodes().isEmpty()) {
            edits.put(new BranchPath(ClusterLog.FILE), text -> {
                ClusterLog log = ClusterLog.parse(text);
                for (var cluster : update.nodes().entrySet()) {
                    log = log.with(now, cluster.getKey(), cluster.getValue());
                }
                return log.format();
            });
        }
        update.proxied()
                .ifPresent(proxied -> edits.put(
                        new BranchPath(ProxyLog.FILE),
                        text -> ProxyLog.parse(text)
                                .with(now, here(locked), proxied)
                                .format()));
        locked.change(edits);
        return update.events();
    }

    private static Uuid here(Locked locked) {
        return locked.branch.config().uuid();
    }

    private static RosterLogs logs(AnnexBranch branch) throws IOException {
        return RosterLogs.of(branch.topFiles(RosterLogs.FILES, Optional.empty())::text);
    }

    private VectorClock now() {
        Instant now = clock.instant();
        return VectorClock.ofNanos(now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }

    private static FailureException notServed() {
        return new FailureException(new Failure.Missing("no such repository is served"));
    }
}

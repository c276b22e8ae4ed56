// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.branch.TopFiles;
import gatehouse.branch.log.ClusterLog;
import gatehouse.branch.log.ProxyLog;
import gatehouse.proxy.Gateway;
import gatehouse.proxy.Gateways;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps in mind which repositories answer for others, as their git configs and branches change. */
final class GatewayWatch {
    private static final Logger LOG = Logger.getLogger(GatewayWatch.class.getName());
    private static final Set<String> FILES = Set.of(ProxyLog.FILE, ClusterLog.FILE);

    private final Gateways gateways = new Gateways();
    private final AnnexBranches branches;
    private final Supplier<Set<Uuid>> candidates;
    private final ConcurrentMap<Uuid, Known> known = new ConcurrentHashMap<>();

    private record Known(TopFiles files, GatewayConfig config) {}

    /** @param candidates repositories whose git config says anything that may make them answer for others */
    GatewayWatch(AnnexBranches branches, Supplier<Set<Uuid>> candidates) {
        this.branches = branches;
        this.candidates = candidates;
    }

    /** What was seen last. */
    Gateways gateways() {
        return gateways;
    }

    /** Looks at all of them. Costs little where nothing has changed. */
    void look() {
        Set<Uuid> hubs = new HashSet<>(gateways.hubs());
        hubs.addAll(candidates.get());
        hubs.forEach(this::look);
    }

    /** To be called when the git config or the branch of a repository has changed. */
    void look(Uuid hub) {
        try {
            Optional<Boolean> served = branches.with(hub, branch -> {
                look(hub, branch);
                return true;
            });
            if (served.isEmpty()) {
                forget(hub);
            }
        } catch (IOException | RuntimeException e) {
            // It goes on as before.
            LOG.log(Level.WARNING, "for whom " + hub + " answers cannot be read: " + e.getMessage());
        }
    }

    private synchronized void look(Uuid hub, AnnexBranch branch) throws IOException {
        @Nullable Known before = known.get(hub);
        TopFiles files = branch.topFiles(FILES, Optional.ofNullable(before).map(Known::files));
        GatewayConfig config = branch.gatewayConfig();
        if (before == null || !files.sameTexts(before.files()) || config != before.config()) {
            Gateway.Logs logs = new Gateway.Logs(
                    ProxyLog.parse(files.text(ProxyLog.FILE)), ClusterLog.parse(files.text(ClusterLog.FILE)));
            gateways.put(Gateway.of(hub, config, logs));
        }
        known.put(hub, new Known(files, config));
    }

    private synchronized void forget(Uuid hub) {
        gateways.forget(hub);
        known.remove(hub);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.branch.log.ClusterLog;
import gatehouse.branch.log.ProxyLog;
import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.branch.log.RemoteLog;
import gatehouse.branch.log.TrustLog;
import gatehouse.branch.log.UuidLog;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What the logs of a git-annex branch say of proxies and clusters.
 *
 * @param proxied what each repository answers for
 * @param nodes of each cluster, without those that are dead
 * @param special settings of special remotes, one char for each byte
 * @param descriptions of repositories, one char for each byte
 */
public record RosterLogs(
        Map<Uuid, Set<Proxied>> proxied,
        Map<ClusterUuid, Set<Uuid>> nodes,
        Map<Uuid, Map<String, String>> special,
        Map<Uuid, String> descriptions) {
    static final Set<String> FILES =
            Set.of(ProxyLog.FILE, ClusterLog.FILE, RemoteLog.FILE, TrustLog.FILE, UuidLog.FILE);

    public RosterLogs {
        proxied = Map.copyOf(proxied);
        nodes = Map.copyOf(nodes);
        special = Map.copyOf(special);
        descriptions = Map.copyOf(descriptions);
    }

    /** @param text of each of {@link #FILES} */
    static RosterLogs of(UnaryOperator<String> text) {
        Map<Uuid, TrustLevel> trust = TrustLog.parse(text.apply(TrustLog.FILE)).levels();
        Map<ClusterUuid, Set<Uuid>> living = new LinkedHashMap<>();
        ClusterLog.parse(text.apply(ClusterLog.FILE)).nodes().forEach((cluster, nodes) -> {
            Set<Uuid> left = new HashSet<>(nodes);
            left.removeIf(node -> trust.get(node) == TrustLevel.DEAD);
            living.put(cluster, Set.copyOf(left));
        });
        return new RosterLogs(
                ProxyLog.parse(text.apply(ProxyLog.FILE)).proxied(),
                living,
                RemoteLog.parse(text.apply(RemoteLog.FILE)).settings(),
                UuidLog.parse(text.apply(UuidLog.FILE)).descriptions());
    }
}

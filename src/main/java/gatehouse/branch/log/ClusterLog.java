// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MapLog.FieldValue;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code cluster.log}: the nodes of each cluster, lines of {@code timestamp cluster-UUID UUID UUID ...}. Dead nodes are
 * among them. Source: Logs/Cluster/Basic.hs.
 */
public final class ClusterLog {
    public static final String FILE = "cluster.log";

    private final MapLog log;

    private ClusterLog(MapLog log) {
        this.log = log;
    }

    public static ClusterLog parse(String text) {
        return new ClusterLog(MapLog.parse(text, LogLines::isWords));
    }

    public String format() {
        return log.format();
    }

    /** @param nodes all that the cluster is to have */
    public ClusterLog with(VectorClock candidate, ClusterUuid cluster, Set<Uuid> nodes) {
        String words = nodes.stream().sorted().map(Uuid::text).collect(Collectors.joining(" "));
        return new ClusterLog(log.with(candidate, new FieldValue(cluster.uuid().text(), words)));
    }

    /** Of all clusters, in order; those without nodes as well. */
    public Map<ClusterUuid, Set<Uuid>> nodes() {
        Map<ClusterUuid, Set<Uuid>> nodes = new LinkedHashMap<>();
        log.entries()
                .forEach((field, entry) -> Uuid.of(field)
                        .flatMap(ClusterUuid::of)
                        .ifPresent(cluster -> nodes.put(cluster, uuids(entry.value()))));
        return Collections.unmodifiableMap(nodes);
    }

    private static Set<Uuid> uuids(String words) {
        SortedSet<Uuid> uuids = new TreeSet<>();
        for (String word : words.split(" ")) {
            Uuid.of(word).ifPresent(uuids::add);
        }
        return Collections.unmodifiableSortedSet(uuids);
    }
}

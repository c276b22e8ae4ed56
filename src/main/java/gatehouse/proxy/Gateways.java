// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which served repositories answer for others. Asking costs a look into a map. Safe for use by many threads. */
public final class Gateways {
    private volatile Index index = new Index(Map.of(), Map.of());

    private record Index(Map<Uuid, Gateway> byHub, Map<Uuid, List<Gateway>> byServer) {}

    /** Those that answer for a repository or a cluster, in the order of their UUIDs. */
    public List<Gateway> of(Uuid server) {
        return index.byServer().getOrDefault(server, List.of());
    }

    public List<Uuid> hubsOf(Uuid server) {
        return of(server).stream().map(Gateway::hub).toList();
    }

    public Set<Uuid> hubs() {
        return index.byHub().keySet();
    }

    /** Notes for whom a repository answers from now on; one that answers for nobody is forgotten. */
    public synchronized void put(Gateway gateway) {
        boolean empty = gateway.remotes().isEmpty() && gateway.clusters().isEmpty();
        if (empty) {
            forget(gateway.hub());
        } else if (!gateway.equals(index.byHub().get(gateway.hub()))) {
            Map<Uuid, Gateway> byHub = new TreeMap<>(index.byHub());
            byHub.put(gateway.hub(), gateway);
            index = indexed(byHub);
        }
    }

    public synchronized void forget(Uuid hub) {
        if (index.byHub().containsKey(hub)) {
            Map<Uuid, Gateway> byHub = new TreeMap<>(index.byHub());
            byHub.remove(hub);
            index = indexed(byHub);
        }
    }

    private static Index indexed(Map<Uuid, Gateway> byHub) {
        Map<Uuid, List<Gateway>> byServer = new HashMap<>();
        for (Gateway gateway : byHub.values()) {
            gateway.remotes().keySet().forEach(uuid -> add(byServer, uuid, gateway));
            gateway.clusters().stream().map(ClusterUuid::uuid).forEach(uuid -> add(byServer, uuid, gateway));
        }
        return new Index(byHub, byServer);
    }

    private static void add(Map<Uuid, List<Gateway>> byServer, Uuid server, Gateway gateway) {
        byServer.computeIfAbsent(server, uuid -> new ArrayList<>()).add(gateway);
    }
}

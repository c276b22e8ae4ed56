// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.cluster.Together.Answer;
import gatehouse.cluster.Together.Question;
import gatehouse.key.Key;
import gatehouse.p2p.Asking;
import gatehouse.p2p.RemoveReply;
import gatehouse.placement.PlacementRules;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes content from all nodes of a cluster, whatever the location log says of them. It is removed when all nodes say
 * so, and the log knows of no other node that has it. Source: P2P/Proxy.hs handleREMOVE.
 */
record Removing(Of of, List<Node> nodes, Together together) {
    /** Whose cluster it is, and who asks. */
    record Of(ClusterHub hub, ClusterUuid cluster, Asking asking) {}

    RemoveReply remove(Key key, Question<RemoveReply> removal) throws IOException {
        Set<Uuid> removed = new LinkedHashSet<>();
        Set<Uuid> answeredFor = new HashSet<>();
        int answers = 0;
        for (Answer<RemoveReply> answer : together.ask(nodes, removal)) {
            switch (answer) {
                case Answer.Failed<RemoveReply> failed -> {}
                case Answer.Given<RemoveReply>(Node node, RemoveReply.NotRemoved not) ->
                    removed.addAll(not.plusUuids());
                case Answer.Given<RemoveReply>(Node node, RemoveReply.Removed gone) -> {
                    removed.add(node.uuid());
                    removed.addAll(gone.plusUuids());
                    answeredFor.addAll(node.places());
                    answers++;
                }
            }
        }
        removed.removeIf(Nodes::isCluster);
        for (Uuid uuid : removed) {
            of.hub().confirm(key, uuid, Presence.MISSING);
        }
        List<Uuid> plusUuids = List.copyOf(removed);
        boolean all = !nodes.isEmpty() && answers == nodes.size();
        return all && isNowhereElse(key, answeredFor)
                ? new RemoveReply.Removed(plusUuids)
                : new RemoveReply.NotRemoved(plusUuids);
    }

    /** There may be nodes to which no way leads from here. Those of a gateway that asks are its own affair. */
    private boolean isNowhereElse(Key key, Set<Uuid> answeredFor) throws IOException {
        if (!of.asking().bypass().isEmpty()) {
            return true;
        }
        PlacementRules rules = of.hub().rules();
        Set<Uuid> members = rules.logs().clusters().getOrDefault(of.cluster(), Set.of());
        return of.hub().locations(key).stream()
                .filter(uuid -> members.contains(uuid) && rules.trust(uuid) != TrustLevel.DEAD)
                .allMatch(answeredFor::contains);
    }
}

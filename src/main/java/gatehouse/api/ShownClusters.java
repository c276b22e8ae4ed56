// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementRules;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.GitRemote;
import gatehouse.repository.MaxSize;
import gatehouse.repository.RemoteName;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.roster.RosterChanges;
import gatehouse.size.RepoSizes;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Clusters with their nodes, as an answer has them. */
@RequestScoped
class ShownClusters {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record ClusterPage(List<Cluster> clusters, String next) {
        public ClusterPage {
            clusters = List.copyOf(clusters);
        }
    }

    /**
     * A cluster.
     *
     * @param name what the git config calls it; empty where the repository is no gateway of it
     */
    @Schema(name = "Cluster")
    public record Cluster(String uuid, String name, String description, List<Node> nodes) {
        public Cluster {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * A node that is not dead.
     *
     * @param remote what the repository calls it; empty where it is reached through another gateway
     * @param bytes as much as the keys say that it holds; -1 while it is not counted yet
     * @param maxSizeBytes 0 for none
     */
    @Schema(name = "ClusterNode")
    public record Node(String uuid, String remote, String description, long bytes, long maxSizeBytes) {}

    @Inject
    AuditedRoster roster;

    @Inject
    AuditedPlacement placement;

    @Inject
    RepoSizes sizes;

    ClusterPage page(String uuid, PageQuery query) throws IOException {
        PlacementRules rules = placement.rules(uuid);
        RosterChanges.Roster known = roster.of(uuid);
        SortedSet<ClusterUuid> all = new TreeSet<>(Comparator.comparing(ClusterUuid::uuid));
        all.addAll(known.config().clusters().values());
        all.addAll(known.logs().nodes().keySet());
        List<ClusterUuid> found = all.stream()
                .filter(one -> query.after().map(Named::uuid).stream()
                        .allMatch(after -> one.uuid().compareTo(after) > 0))
                .limit(query.wanted())
                .toList();
        PageQuery.Page<ClusterUuid> page =
                query.page(found, one -> ByteName.shown(one.uuid().text()));
        Optional<Map<Uuid, RepoSize>> now = sizes.now(rules.repository());
        return new ClusterPage(
                page.items().stream().map(one -> shown(known, rules, now, one)).toList(), page.next());
    }

    private static Cluster shown(
            RosterChanges.Roster known, PlacementRules rules, Optional<Map<Uuid, RepoSize>> now, ClusterUuid cluster) {
        String name = known.config().clusters().entrySet().stream()
                .filter(entry -> entry.getValue().equals(cluster))
                .map(Map.Entry::getKey)
                .sorted()
                .map(RemoteName::text)
                .findFirst()
                .orElse("");
        return new Cluster(
                ByteName.shown(cluster.uuid().text()),
                ByteName.shown(name),
                ByteName.shown(known.logs().descriptions().getOrDefault(cluster.uuid(), "")),
                known.logs().nodes().getOrDefault(cluster, Set.of()).stream()
                        .sorted()
                        .map(node -> new Node(
                                ByteName.shown(node.text()),
                                ByteName.shown(remote(known, node)),
                                ByteName.shown(known.logs().descriptions().getOrDefault(node, "")),
                                now.map(counted -> counted.getOrDefault(node, RepoSize.ZERO)
                                                .bytes())
                                        .orElse(-1L),
                                rules.maxSize(node).map(MaxSize::bytes).orElse(0L)))
                        .toList());
    }

    private static String remote(RosterChanges.Roster known, Uuid node) {
        return known.config().remotes().stream()
                .filter(remote -> remote.uuid().equals(Optional.of(node)))
                .map(GitRemote::name)
                .findFirst()
                .orElse("");
    }
}

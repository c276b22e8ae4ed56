// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.placement.PlacementRules;
import gatehouse.preferred.Sizes;
import gatehouse.preferred.Subject;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Choice;
import gatehouse.size.Limit;
import gatehouse.size.Occupied;
import gatehouse.size.PlaceRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses the nodes of a cluster that get a content: those that want it and have room, asked one after the other, each
 * of them taking those before it to have it. Nodes behind another gateway are asked as well, to know whether to send it
 * there; what comes there is chosen by that gateway. Of one thread. Source: Annex/Cluster.hs proxyPUT.
 */
final class NodeChoice implements Choice {
    private static final String NO_NODES = "the cluster has no nodes that can be asked";
    private static final String NOT_WANTED = "no node of the cluster wants this content";
    private static final String FULL = "no node of the cluster that wants this content has room for it";

    private final List<Node> nodes;
    private final PlacementRules rules;
    private final Subject subject;
    private final Function<Uuid, Limit> limits;
    private final Otherwise otherwise;
    private List<Node> chosen = List.of();

    /** What becomes of content that no node wants or has room for. */
    enum Otherwise {
        REFUSE,
        /** As upstream does. */
        STORE_EVERYWHERE
    }

    /**
     * @param nodes the first to be asked first
     * @param subject where the content is by what is known
     * @param limits what each node is held to
     */
    NodeChoice(
            List<Node> nodes,
            PlacementRules rules,
            Subject subject,
            Function<Uuid, Limit> limits,
            Otherwise otherwise) {
        this.nodes = List.copyOf(nodes);
        this.rules = rules;
        this.subject = subject;
        this.limits = limits;
        this.otherwise = otherwise;
    }

    /** Those chosen last, in their order. */
    List<Node> chosen() {
        return chosen;
    }

    /** Its candidates are the nodes that have it not, and all whose sizes the expressions may ask for. */
    PlaceRequest request() {
        Map<Uuid, Limit> candidates = new HashMap<>();
        rules.logs().maxSizes().forEach((uuid, max) -> candidates.put(uuid, new Limit.Advisory(max)));
        for (Node node : nodes) {
            if (node.gateway().isEmpty() && !subject.locations().contains(node.uuid())) {
                Limit limit = limits.apply(node.uuid());
                if (limit instanceof Limit.Hard) {
                    candidates.put(node.uuid(), limit);
                } else {
                    candidates.putIfAbsent(node.uuid(), limit);
                }
            }
        }
        return new PlaceRequest(rules.repository(), subject.key(), candidates);
    }

    @Override
    public Decision choose(List<Occupied> occupied) {
        Room room = Room.of(occupied, subject);
        chosen = wanting(room::sizes, room::admits);
        if (chosen.isEmpty() && otherwise == Otherwise.STORE_EVERYWHERE) {
            chosen = lacking(room);
        }
        if (chosen.isEmpty()) {
            return new Decision.Refuse(reason());
        }
        return new Decision.Reserve(chosen.stream()
                .filter(node -> node.gateway().isEmpty())
                .map(Node::uuid)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether there is room for the content somewhere. */
    private interface Admission {
        boolean at(Uuid place);
    }

    private List<Node> wanting(Sizes sizes, Admission admission) {
        Set<Uuid> locations = new HashSet<>(subject.locations());
        Set<Node> wanting = new LinkedHashSet<>();
        for (Node node : nodes) {
            for (Uuid place : node.places().stream().sorted().toList()) {
                if (!locations.contains(place)
                        && admission.at(place)
                        && rules.content()
                                .wantGet(place, subject.at(locations), sizes)
                                .matches(true)) {
                    locations.add(place);
                    wanting.add(node);
                }
            }
        }
        return List.copyOf(wanting);
    }

    private List<Node> lacking(Room room) {
        List<Node> lacking = new ArrayList<>();
        for (Node node : nodes) {
            boolean has = subject.locations().containsAll(node.places());
            if (!has && (node.gateway().isPresent() || room.admitsByForce(node.uuid()))) {
                lacking.add(node);
            }
        }
        return lacking;
    }

    private String reason() {
        if (nodes.isEmpty()) {
            return NO_NODES;
        }
        boolean wantedOtherwise =
                !wanting(repository -> Optional.empty(), place -> true).isEmpty();
        return wantedOtherwise ? FULL : NOT_WANTED;
    }

    /** How full the candidates are. */
    private record Room(Map<Uuid, Occupied> occupied, long bytes) {
        static Room of(List<Occupied> occupied, Subject subject) {
            return new Room(
                    occupied.stream().collect(Collectors.toMap(Occupied::location, Function.identity())),
                    subject.key().sizeBytes().orElse(0));
        }

        Optional<RepoSize> sizes(Uuid repository) {
            return Optional.ofNullable(occupied.get(repository)).map(at -> new RepoSize(at.bytes()));
        }

        /** Also what nobody is held to counts: it is there to be kept to. */
        boolean admits(Uuid place) {
            Occupied at = occupied.get(place);
            if (at == null || bytes == 0) {
                return true;
            }
            return switch (at.limit()) {
                case Limit.None none -> true;
                // One of 0 has been taken back.
                case Limit.Advisory advisory ->
                    advisory.maxSize().bytes() == 0
                            || at.bytes() <= advisory.maxSize().bytes() - bytes;
                case Limit.Hard hard -> at.admits(bytes);
            };
        }

        boolean admitsByForce(Uuid place) {
            Occupied at = occupied.get(place);
            return at == null || at.admits(bytes);
        }
    }
}

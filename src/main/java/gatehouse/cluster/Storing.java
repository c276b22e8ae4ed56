// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.cluster.NodeChoice.Otherwise;
import gatehouse.cluster.Together.Answer;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.PutOffset;
import gatehouse.p2p.PutReply;
import gatehouse.preferred.Subject;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import gatehouse.size.Choice.Decision;
import gatehouse.size.LiveUpdate;
import gatehouse.size.Placed;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds out where content of a cluster is to be stored. Source: Annex/Cluster.hs proxyPUT, P2P/Proxy.hs handlePUT. */
record Storing(ClusterHub hub, ClusterUuid cluster, List<Node> nodes, Together together) {
    /** Where an upload goes. */
    sealed interface Placing {
        /** @param updates the room that is promised at nodes, which whoever gets this ends */
        record To(List<Node> nodes, Map<Uuid, LiveUpdate> updates) implements Placing {
            public To {
                nodes = List.copyOf(nodes);
                updates = Map.copyOf(updates);
            }
        }

        /** These nodes have it, and no other is to get it. */
        record There(List<Uuid> uuids) implements Placing {
            public There {
                uuids = List.copyOf(uuids);
            }
        }

        /** @param reason one line for whoever asked */
        record Nowhere(String reason) implements Placing {}
    }

    /** How a choice is made. */
    private interface Choosing {
        Placing of(NodeChoice choice);
    }

    /**
     * From where an upload can go on, in all nodes that would get it now. The name of the file is not known yet, that
     * may change which these are: when none would get it now, all are asked that have it not.
     */
    PutOffset offset(Key key) throws IOException {
        Subject subject = hub.subject(key, Optional.empty());
        return switch (placing(subject, this::wouldBe)) {
            case Placing.There there -> new PutOffset.AlreadyHave(there.uuids());
            case Placing.To to -> offset(key, to.nodes()).orElseThrow(Storing::unreachable);
            case Placing.Nowhere nowhere -> {
                List<Node> lacking = nodes.stream()
                        .filter(node ->
                                node.gateway().isEmpty() && !subject.locations().contains(node.uuid()))
                        .toList();
                yield offset(key, lacking).orElse(new PutOffset.From(0));
            }
        };
    }

    /** Empty when no node answers. */
    private Optional<PutOffset> offset(Key key, List<Node> asked) throws IOException {
        OptionalLong least = OptionalLong.empty();
        Set<Uuid> have = new LinkedHashSet<>();
        for (Answer<PutOffset> answer : together.ask(asked, node -> node.peer().putOffset(key))) {
            if (answer instanceof Answer.Given<PutOffset>(Node node, PutOffset offset)) {
                switch (offset) {
                    case PutOffset.From from ->
                        least = OptionalLong.of(Math.min(least.orElse(Long.MAX_VALUE), from.bytes()));
                    case PutOffset.AlreadyHave already -> have.addAll(had(key, node, already.plusUuids()));
                }
            }
        }
        if (least.isPresent()) {
            return Optional.of(new PutOffset.From(least.getAsLong()));
        }
        return have.isEmpty() ? Optional.empty() : Optional.of(new PutOffset.AlreadyHave(List.copyOf(have)));
    }

    /** Records who has it, by the node's own word. */
    private Set<Uuid> had(Key key, Node node, List<Uuid> plusUuids) throws IOException {
        Set<Uuid> have = new LinkedHashSet<>();
        if (node.gateway().isEmpty()) {
            have.add(node.uuid());
        }
        plusUuids.stream().filter(uuid -> !Nodes.isCluster(uuid)).forEach(have::add);
        for (Uuid uuid : have) {
            hub.confirm(key, uuid, Presence.PRESENT);
        }
        return have;
    }

    /**
     * Chooses where an upload goes, and promises its room there.
     *
     * @throws FailureException Busy when it cannot be told now
     */
    Placing place(Key key, Optional<String> file) throws IOException {
        return placing(hub.subject(key, file), this::reserved);
    }

    /**
     * When nobody is to get it, those that are said to have it have to say so themselves: a client may remove its own
     * copy after that. What they turn out not to have does not count.
     */
    private Placing placing(Subject subject, Choosing choosing) throws IOException {
        Placing first = choosing.of(choice(subject));
        if (!(first instanceof Placing.Nowhere nowhere)) {
            return first;
        }
        List<Node> holding = Nodes.holding(nodes, subject.locations());
        Set<Uuid> have = new LinkedHashSet<>();
        Set<Uuid> without = new HashSet<>(subject.locations());
        boolean unknown = false;
        for (Answer<PutOffset> answer :
                together.ask(holding, node -> node.peer().putOffset(subject.key()))) {
            switch (answer) {
                case Answer.Failed<PutOffset> failed -> unknown = true;
                case Answer.Given<PutOffset>(Node node, PutOffset.AlreadyHave already) ->
                    have.addAll(had(subject.key(), node, already.plusUuids()));
                case Answer.Given<PutOffset>(Node node, PutOffset.From from) -> without.removeAll(node.places());
            }
        }
        if (!have.isEmpty()) {
            return new Placing.There(List.copyOf(have));
        }
        if (without.size() < subject.locations().size()) {
            Placing second = choosing.of(choice(subject.at(without)));
            if (!(second instanceof Placing.Nowhere)) {
                return second;
            }
        }
        if (unknown) {
            throw unreachable();
        }
        return nowhere;
    }

    private NodeChoice choice(Subject subject) throws IOException {
        Otherwise otherwise = hub.storesEverywhere(cluster) ? Otherwise.STORE_EVERYWHERE : Otherwise.REFUSE;
        return new NodeChoice(nodes, hub.rules(), subject, hub::limit, otherwise);
    }

    private Placing wouldBe(NodeChoice choice) {
        return switch (choice.choose(hub.live().occupied(choice.request()))) {
            case Decision.Refuse refuse -> new Placing.Nowhere(refuse.reason());
            case Decision.Reserve reserve -> new Placing.To(choice.chosen(), Map.of());
        };
    }

    private Placing reserved(NodeChoice choice) {
        return switch (hub.live().place(choice.request(), choice)) {
            case Placed.Reserved reserved -> new Placing.To(choice.chosen(), reserved.updates());
            case Placed.Refused refused -> new Placing.Nowhere(refused.reason());
            case Placed.Full full -> new Placing.Nowhere("the nodes of the cluster that were to get it are full");
            case Placed.NotCounted notYet -> {
                hub.countSoon();
                throw new FailureException(
                        new Failure.Busy("how much the nodes hold is being counted; try again later"));
            }
        };
    }

    /** Of all nodes. Source: P2P/Proxy.hs handlePutMulti_DATA_PRESENT. */
    PutReply dataPresent(Key key) throws IOException {
        Set<Uuid> have = new LinkedHashSet<>();
        for (Answer<PutReply> answer : together.ask(nodes, node -> node.peer().dataPresent(key))) {
            if (answer instanceof Answer.Given<PutReply>(Node node, PutReply.Stored stored)) {
                have.addAll(had(key, node, stored.plusUuids()));
            }
        }
        return have.isEmpty() ? new PutReply.NotStored() : new PutReply.Stored(List.copyOf(have));
    }

    private static FailureException unreachable() {
        return new FailureException(
                new Failure.Unreachable("the nodes of the cluster that matter here cannot be asked now"));
    }
}

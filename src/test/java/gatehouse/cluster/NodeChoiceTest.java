// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.cluster.NodeChoice.Otherwise;
import gatehouse.key.Key;
import gatehouse.preferred.BalancedPicker;
import gatehouse.preferred.Subject;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Choice.Decision;
import gatehouse.size.Limit;
import gatehouse.size.Occupied;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The choice of nodes against upstream's formula, written down again. Source: Annex/Balanced.hs. */
class NodeChoiceTest {
    private static final int KEYS = 50;

    private final MemoryHub hub = new MemoryHub();
    private final Map<Uuid, Long> bytes = new HashMap<>();

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private void nodes(Random random, String expression) {
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Uuid uuid = new Uuid(new UUID(random.nextLong(), random.nextLong()).toString());
            hub.node(new ScriptedPeer(uuid), 100 + random.nextInt(3));
            hub.groups.put(uuid, Set.of(new Group("disks")));
            hub.preferred.put(uuid, expression);
        }
    }

    private Set<Uuid> chosen(Key key) {
        List<Node> ordered =
                Nodes.asked(hub.nodes, hub.uuid(), new gatehouse.p2p.Asking(ClusterFixture.CLIENT, Set.of()));
        NodeChoice choice =
                new NodeChoice(ordered, hub.rules(), Subject.of(key, Set.of()), hub::limit, Otherwise.REFUSE);
        List<Occupied> occupied = new ArrayList<>();
        choice.request()
                .candidates()
                .forEach((uuid, limit) -> occupied.add(new Occupied(uuid, bytes.getOrDefault(uuid, 0L), 0, limit)));
        return switch (choice.choose(occupied)) {
            case Decision.Refuse refuse -> Set.of();
            case Decision.Reserve reserve -> reserve.locations();
        };
    }

    private Key key(Random random, int size) {
        return new Key("WORM-s" + size + "--" + random.nextLong());
    }

    private SortedSet<Uuid> all() {
        return hub.nodes.stream().map(Node::uuid).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void balancedNodesAreThoseOfTheFormulaWhileNoneIsFull(long seed) {
        Random random = new Random(seed);
        int copies = 1 + random.nextInt(2);
        nodes(random, "fullybalanced=disks:" + copies);
        BalancedPicker picker = new BalancedPicker(all());
        for (int i = 0; i < KEYS; i++) {
            Key key = key(random, 100);
            assertThat(chosen(key)).isEqualTo(Set.copyOf(picker.pick(all(), key, copies)));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fullNodesAreLeftOutOfTheFormula(long seed) {
        Random random = new Random(seed);
        nodes(random, "balanced=disks");
        all().forEach(uuid -> {
            hub.maxSizes.put(uuid, new MaxSize(1000));
            bytes.put(uuid, (long) random.nextInt(1200));
        });
        SortedSet<Uuid> withRoom =
                all().stream().filter(uuid -> bytes.get(uuid) <= 900).collect(Collectors.toCollection(TreeSet::new));
        BalancedPicker picker = new BalancedPicker(all());
        for (int i = 0; i < KEYS; i++) {
            Key key = key(random, 100);
            assertThat(chosen(key))
                    .isEqualTo(withRoom.isEmpty() ? Set.of() : Set.copyOf(picker.pick(withRoom, key, 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noSequenceOfChoicesGoesBeyondALimit(long seed) {
        Random random = new Random(seed);
        nodes(random, random.nextBoolean() ? "sizebalanced=disks" : "balanced=disks:2");
        all().forEach(uuid -> {
            MaxSize max = new MaxSize(1000 + random.nextInt(3000));
            hub.maxSizes.put(uuid, max);
            if (random.nextBoolean()) {
                hub.limits.put(uuid, new Limit.Hard(max));
            }
        });
        long refused = 0;
        for (int i = 0; i < 400; i++) {
            int size = 1 + random.nextInt(200);
            Set<Uuid> chosen = chosen(key(random, size));
            chosen.forEach(uuid -> bytes.merge(uuid, (long) size, Long::sum));
            refused += chosen.isEmpty() ? 1 : 0;
        }
        assertThat(refused).isPositive();
        Function<Uuid, Long> max = uuid -> hub.maxSizes.get(uuid).bytes();
        assertThat(bytes).allSatisfy((uuid, sum) -> assertThat(sum).isBetween(max.apply(uuid) - 200, max.apply(uuid)));
    }
}

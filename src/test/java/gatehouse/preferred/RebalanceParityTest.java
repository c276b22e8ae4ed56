// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.AnnexedFile;
import gatehouse.key.Key;
import gatehouse.rebalance.Annexed;
import gatehouse.rebalance.Move;
import gatehouse.rebalance.Plan;
import gatehouse.rebalance.Planner;
import gatehouse.rebalance.Situation;
import gatehouse.repository.MinCopies;
import gatehouse.repository.RepoSize;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After the moves of a plan, the real git-annex finds nothing that it would move with {@code --rebalance}. Where sizes
 * decide which of several contents move, it may itself have moved others, as it takes them in another order.
 */
class RebalanceParityTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33, 34})
    void gitAnnexFindsNothingToMoveAfterwards(long seed, @TempDir Path folder) throws IOException {
        Scenario made = new ScenarioGenerator(seed).scenario(8, 40);
        Scenario.Settings rebalancing = new Scenario.Settings(
                made.settings().numCopies(), made.settings().fullPercent(), true);
        check(new Scenario(made.nodes(), made.files(), made.groupPreferred(), rebalancing), folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sizebalanced=disks", "sizebalanced=disks:2", "balanced=disks", "fullybalanced=disks:3"})
    void norInAGroupThatSharesContentByItsSizes(String expression, @TempDir Path folder) throws IOException {
        Scenario made = new ScenarioGenerator(expression.length()).scenario(6, 60);
        List<Scenario.Node> nodes = new ArrayList<>();
        for (Scenario.Node node : made.nodes()) {
            nodes.add(new Scenario.Node(
                    node.uuid(),
                    List.of("disks"),
                    TrustLevel.SEMITRUSTED,
                    expression,
                    "",
                    "",
                    9_000 + 3_000 * nodes.size()));
        }
        check(new Scenario(nodes, made.files(), Map.of(), new Scenario.Settings(1, 90, true)), folder);
    }

    private static void check(Scenario before, Path folder) throws IOException {
        Plan plan = plan(before);
        assertThat(plan.moves()).isNotEmpty();
        Scenario after = moved(before, plan.moves());
        AskedAnnex asked = new AskedAnnex(folder.resolve("after"), after);
        for (int i = 0; i < after.nodes().size(); i++) {
            Scenario.Node node = after.nodes().get(i);
            boolean configured = !(node.preferred() + node.required()).isEmpty();
            if (configured && node.trust() != TrustLevel.DEAD) {
                int number = i;
                Set<String> got = asked.wantGet(node);
                Set<String> dropped = asked.wantDrop(node);
                List<Scenario.AnnexedFile> settled = after.files().stream()
                        .filter(file -> !plan.unsettled().keys().contains(new Key(file.key())))
                        .toList();
                assertThat(settled)
                        .filteredOn(file -> !file.locations().contains(number) && reachable(after, file))
                        .noneMatch(file -> got.contains(file.key()));
                assertThat(settled)
                        .filteredOn(file -> file.locations().contains(number) && spare(after, file, number))
                        .noneMatch(file -> dropped.contains(file.key()));
            }
        }
    }

    private static boolean reachable(Scenario scenario, Scenario.AnnexedFile file) {
        return file.locations().stream().anyMatch(i -> scenario.nodes().get(i).trust() != TrustLevel.DEAD);
    }

    private static boolean spare(Scenario scenario, Scenario.AnnexedFile file, int node) {
        long others = file.locations().stream()
                .filter(i -> i != node)
                .filter(i -> scenario.nodes().get(i).trust().compareTo(TrustLevel.SEMITRUSTED) >= 0)
                .count();
        return others >= scenario.settings().numCopies();
    }

    private static Plan plan(Scenario scenario) throws IOException {
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        for (Scenario.Node node : scenario.nodes()) {
            Uuid uuid = new Uuid(node.uuid());
            scenario.sizes().of(uuid).ifPresent(size -> sizes.put(uuid, size));
        }
        Situation situation =
                new Situation(scenario.network(), MinCopies.DEFAULT, new TreeSet<>(sizes.keySet()), Map.of(), sizes);
        List<Annexed> contents = scenario.files().stream()
                .map(file -> {
                    Subject subject = scenario.subject(file);
                    AnnexedFile named = new AnnexedFile(file.name(), Optional.empty(), Optional.empty());
                    return new Annexed(subject.key(), List.of(named), subject.locations(), subject.details());
                })
                .toList();
        return Planner.plan(situation, contents::forEach, Set.of());
    }

    private static Scenario moved(Scenario before, List<Move> moves) {
        Map<String, Set<Integer>> locations = new HashMap<>();
        before.files().forEach(file -> locations.put(file.key(), new TreeSet<>(file.locations())));
        List<String> nodes = before.nodes().stream().map(Scenario.Node::uuid).toList();
        for (Move move : moves) {
            Set<Integer> at = locations.get(move.key().text());
            move.copies().forEach(copy -> at.add(nodes.indexOf(copy.to().text())));
            move.drops().forEach(drop -> at.remove(nodes.indexOf(drop.where().text())));
        }
        List<Scenario.AnnexedFile> files = before.files().stream()
                .map(file -> new Scenario.AnnexedFile(
                        file.key(), file.name(), new ArrayList<>(locations.get(file.key())), file.metadata()))
                .toList();
        return new Scenario(before.nodes(), files, before.groupPreferred(), before.settings());
    }
}

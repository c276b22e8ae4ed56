// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.AnnexedFile;
import gatehouse.key.Key;
import gatehouse.preferred.Balancing;
import gatehouse.preferred.Expressions;
import gatehouse.preferred.Network;
import gatehouse.preferred.Subject;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
    private static final int EACH = 250;
    private static final Uuid A = new Uuid("a");
    private static final Uuid B = new Uuid("b");
    private static final Uuid C = new Uuid("c");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aPlanKeepsCopiesAndLimitsAtEveryStepAndLeavesNothingToPlan(long seed) throws IOException {
        int moved = 0;
        for (int i = 0; i < EACH; i++) {
            moved += movedBy(new RandomSituation(seed * EACH + i, false)) > 0 ? 1 : 0;
        }
        assertThat(moved).isGreaterThan(EACH / 2);
    }

    /** Where sizes drive content about, some of it may not come to rest. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void soDoesAPlanForRepositoriesThatAreNearlyFull(long seed) throws IOException {
        int moved = 0;
        for (int i = 0; i < EACH; i++) {
            moved += movedBy(new RandomSituation(seed * EACH + i, true)) > 0 ? 1 : 0;
        }
        assertThat(moved).isGreaterThan(EACH / 2);
    }

    private static int movedBy(RandomSituation random) throws IOException {
        Plan plan = plan(random.situation, random.contents, Set.of());
        assertThat(plan(random.situation, random.contents, Set.of())).isEqualTo(plan);
        Simulated simulated = new Simulated(random.situation, random.contents);
        plan.moves().forEach(simulated::apply);
        plan.sizes()
                .forEach((uuid, change) ->
                        assertThat(simulated.situation().sizes().get(uuid)).isEqualTo(change.after()));
        Plan again = plan(
                simulated.situation(), simulated.contents(), plan.unsettled().restless());
        assertThat(again.moves()).isEmpty();
        assertThat(again.unsettled()).isEqualTo(plan.unsettled());
        return plan.moves().size();
    }

    @Test
    void roomIsMadeBeforeItIsUsed() throws IOException {
        Map<Uuid, String> wanted = Map.of(A, "include=*.a", B, "include=*.b", C, "include=*.c");
        List<Annexed> contents =
                List.of(content("1.b", 60, A), content("2.c", 60, B), content("3.a", 30, A), content("4.b", 30, B));
        Map<Uuid, Limit> limits = Map.of(A, hard(90), B, hard(90), C, hard(90));
        Plan plan = plan(situation(wanted, contents, limits, 1), contents, Set.of());
        assertThat(plan.moves()).extracting(move -> move.key().name()).containsExactly("2.c", "1.b");
        assertThat(plan.bytes()).isEqualTo(120);
        assertThat(plan.sizes().get(A).before().bytes()).isEqualTo(90);
        assertThat(plan.sizes().get(A).after().bytes()).isEqualTo(30);
    }

    @Test
    void aMoveSaysWhy() throws IOException {
        Map<Uuid, String> wanted = Map.of(A, "exclude=*.b", B, "include=*.b");
        List<Annexed> contents = List.of(content("1.b", 60, A));
        Plan plan = plan(situation(wanted, contents, Map.of(), 1), contents, Set.of());
        assertThat(plan.moves())
                .containsExactly(new Move(
                        contents.getFirst().key(),
                        Set.of(A),
                        List.of(new Move.Copy(A, B, "matches preferred content: include=*.b[TRUE]")),
                        List.of(new Move.Drop(A, "does not match preferred content: exclude=*.b[FALSE]"))));
    }

    @Test
    void aRepositoryWithoutAnExpressionNeitherGetsNorLosesAnything() throws IOException {
        List<Annexed> contents = List.of(content("1.a", 60, A), content("1.b", 60, A, B), content("2.a", 60, B));
        Plan plan = plan(situation(Map.of(B, "nothing"), contents, Map.of(), 1), contents, Set.of());
        assertThat(plan.moves()).extracting(Move::copies).containsOnly(List.of());
        assertThat(plan.moves())
                .flatExtracting(Move::drops)
                .extracting(Move.Drop::where)
                .containsExactly(B);
    }

    @Test
    void contentThatWouldGoRoundForEverIsNamedAndStays() throws IOException {
        Map<Uuid, String> wanted = Map.of(A, "not copies=b:1", B, "copies=a:1", C, "present");
        List<Annexed> contents = List.of(content("1", 60, C), content("2", 60, C));
        Plan plan = plan(situation(wanted, contents, Map.of(), 1), contents, Set.of());
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.unsettled().count()).isEqualTo(2);
        assertThat(plan.unsettled().keys()).extracting(Key::name).containsExactly("1", "2");
        assertThat(plan.unsettled().restless()).isEmpty();
    }

    @Test
    void aCopyThatCannotBeLockedHereCountsOnlyWhereItIsTrusted() throws IOException {
        List<Annexed> contents = List.of(content("1", 60, A, B));
        Situation all = situation(Map.of(A, "nothing"), contents, Map.of(), 1);
        Situation some =
                new Situation(all.network(), all.minCopies(), new TreeSet<>(Set.of(A)), all.limits(), all.sizes());
        assertThat(plan(all, contents, Set.of()).moves()).hasSize(1);
        assertThat(plan(some, contents, Set.of()).moves()).isEmpty();
        Network trusting = new Network(
                all.network().groups(),
                Map.of(B, gatehouse.repository.TrustLevel.TRUSTED),
                all.network().expressions(),
                Balancing.NONE,
                NumCopies.DEFAULT,
                Map.of(),
                Map.of());
        Situation trusted = new Situation(trusting, all.minCopies(), some.served(), all.limits(), all.sizes());
        assertThat(plan(trusted, contents, Set.of()).moves()).hasSize(1);
    }

    @Test
    void sharesTheContentOfAFullRepositoryWithAnEmptyOne() throws IOException {
        List<Annexed> contents =
                IntStream.range(0, 100).mapToObj(i -> content(i + ".a", 10, A)).toList();
        Map<Uuid, Limit> limits = Map.of(A, hard(1000), B, hard(1000));
        Map<Uuid, String> wanted = Map.of(A, "sizebalanced=a", B, "sizebalanced=a");
        Situation situation = situation(wanted, contents, limits, 1);
        Map<Uuid, Set<Group>> groups = Map.of(A, Set.of(new Group("a")), B, Set.of(new Group("a")));
        Network network = new Network(
                groups,
                Map.of(),
                situation.network().expressions(),
                situation.network().balancing(),
                NumCopies.DEFAULT,
                Map.of(),
                Map.of());
        Plan plan = plan(
                new Situation(network, MinCopies.DEFAULT, situation.served(), limits, situation.sizes()),
                contents,
                Set.of());
        assertThat(plan.sizes().get(A).after().bytes()).isEqualTo(500);
        assertThat(plan.moves()).hasSize(50);
    }

    private static Limit hard(long bytes) {
        return new Limit.Hard(new MaxSize(bytes));
    }

    private static Annexed content(String name, long bytes, Uuid... at) {
        return new Annexed(
                new Key("XTEST-s" + bytes + "--" + name),
                List.of(AnnexedFile.named(name)),
                Set.of(at),
                Subject.Details.NONE);
    }

    /** Each repository is in the group of its own name. */
    private static Situation situation(
            Map<Uuid, String> wanted, List<Annexed> contents, Map<Uuid, Limit> limits, int copies) {
        Map<Uuid, Set<Group>> groups = new HashMap<>();
        Map<Uuid, MaxSize> maxSizes = new HashMap<>();
        Set<Uuid> all = new HashSet<>(Set.of(A, B, C));
        all.forEach(uuid -> groups.put(uuid, Set.of(new Group(uuid.text()))));
        limits.forEach((uuid, limit) -> {
            if (limit instanceof Limit.Hard hard) {
                maxSizes.put(uuid, hard.maxSize());
            }
        });
        Network network = new Network(
                groups,
                Map.of(),
                new Expressions(wanted, Map.of(), Map.of()),
                new Balancing(maxSizes, Balancing.DEFAULT_FULL_THRESHHOLD, false),
                new NumCopies(copies),
                Map.of(),
                Map.of());
        return new Situation(network, MinCopies.DEFAULT, new TreeSet<>(all), limits, Simulated.sizes(contents, all));
    }

    private static Plan plan(Situation situation, List<Annexed> contents, Set<Key> restless) throws IOException {
        return Planner.plan(situation, contents::forEach, restless);
    }
}

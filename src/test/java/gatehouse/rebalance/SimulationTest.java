// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.RealAnnex;
import gatehouse.key.Key;
import gatehouse.preferred.Balancing;
import gatehouse.preferred.Expressions;
import gatehouse.preferred.Network;
import gatehouse.preferred.Subject;
import gatehouse.repository.Group;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against git-annex's own simulator, which moves content in another order and from repository to repository. */
class SimulationTest {
    private static final List<String> NAMES = List.of("one", "two", "three", "four");
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]*)\"");
    private static final Pattern UUID = Pattern.compile("\"uuid\":\"([^\"]*)\"");

    @TempDir
    Path folder;

    @Test
    void contentEndsWhereTheSimulatorPutsIt() throws IOException {
        start("balanced=disks", 1);
        Map<Key, Set<Uuid>> planned = planned("balanced=disks", 1);
        assertThat(planned).isEqualTo(simulated());
    }

    @Test
    void soDoesContentOfSeveralCopies() throws IOException {
        start("balanced=disks:2", 2);
        Map<Key, Set<Uuid>> planned = planned("balanced=disks:2", 2);
        assertThat(planned).isEqualTo(simulated());
    }

    /** All content is in the first two repositories, and each knows all others. */
    private void start(String wanted, int copies) throws IOException {
        StringBuilder sim = new StringBuilder("seed 7\nnumcopies " + copies + "\n");
        NAMES.forEach(name -> sim.append("init " + name + "\n"));
        for (String from : NAMES) {
            NAMES.stream()
                    .filter(to -> !to.equals(from))
                    .forEach(to -> sim.append("connect " + from + " -> " + to + "\n"));
            sim.append("group " + from + " disks\nwanted " + from + " " + wanted + "\n");
        }
        sim.append("addmulti 24 f.x 1kb 9kb one two\n");
        Files.writeString(folder.resolve("start.sim"), sim);
        run("git", "init", "-q");
        run("git", "config", "user.name", "Test");
        run("git", "config", "user.email", "test@localhost");
        run("git", "annex", "init", "-q", "real");
        run("git", "annex", "sim", "start", "start.sim");
    }

    private Map<Key, Set<Uuid>> simulated() {
        run("git", "annex", "sim", "rebalance", "on");
        run("git", "annex", "sim", "stepstable", "5000");
        return whereis();
    }

    private Map<Key, Set<Uuid>> planned(String wanted, int copies) throws IOException {
        List<Annexed> contents = whereis().entrySet().stream()
                .map(entry -> new Annexed(entry.getKey(), List.of(), entry.getValue(), Subject.Details.NONE))
                .toList();
        assertThat(contents).hasSize(24);
        Set<Uuid> all = repositories();
        Map<Uuid, Set<Group>> groups = new HashMap<>();
        Map<Uuid, String> expressions = new HashMap<>();
        for (Uuid uuid : all) {
            groups.put(uuid, Set.of(new Group("disks")));
            expressions.put(uuid, wanted);
        }
        Network network = new Network(
                groups,
                Map.of(),
                new Expressions(expressions, Map.of(), Map.of()),
                Balancing.NONE,
                new NumCopies(copies),
                Map.of(),
                Map.of());
        Map<Uuid, RepoSize> sizes = Simulated.sizes(contents, all);
        Situation situation = new Situation(network, MinCopies.DEFAULT, new TreeSet<>(all), Map.of(), sizes);
        Plan plan = Planner.plan(situation, contents::forEach, Set.of());
        Simulated simulated = new Simulated(situation, contents);
        plan.moves().forEach(simulated::apply);
        return simulated.contents().stream().collect(Collectors.toMap(Annexed::key, Annexed::locations));
    }

    private Map<Key, Set<Uuid>> whereis() {
        Map<Key, Set<Uuid>> where = new HashMap<>();
        run("git", "annex", "sim", "visit", NAMES.getFirst(), "git annex whereis --all --json")
                .lines()
                .filter(line -> line.startsWith("{"))
                .forEach(line -> where.put(
                        new Key(values(KEY, line).getFirst()),
                        values(UUID, line).stream().map(Uuid::new).collect(Collectors.toSet())));
        return where;
    }

    private Set<Uuid> repositories() {
        Set<Uuid> repositories = new HashSet<>();
        run("git", "annex", "sim", "visit", NAMES.getFirst(), "git show git-annex:uuid.log")
                .lines()
                .filter(line -> line.contains(" simulated repository "))
                .forEach(line -> repositories.add(new Uuid(line.substring(0, line.indexOf(' ')))));
        assertThat(repositories).hasSize(NAMES.size());
        return repositories;
    }

    private static List<String> values(Pattern pattern, String line) {
        return pattern.matcher(line)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private String run(String... command) {
        return RealAnnex.run(folder, "", command);
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.RealAnnex;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write about proxies and clusters is what the real git-annex writes, whoever does what when. */
class RosterParityTest {
    private static final int NODES = 4;
    private static final int STEPS = 20;
    private static final List<String> CLUSTERS = List.of("mine", "My.Other");

    @TempDir
    Path folder;

    /** One step of an administrator, and how each of the two does it. */
    private interface Step {
        SortedSet<String> theirs(RealGateway gateway);

        List<RosterEvent> ours(RealGateway gateway) throws IOException;
    }

    private record Both(RosterChange change, List<List<String>> commands) implements Step {
        @Override
        public SortedSet<String> theirs(RealGateway gateway) {
            SortedSet<String> said = new TreeSet<>();
            commands.forEach(command -> said.addAll(gateway.theirs(command.toArray(String[]::new))));
            return said;
        }

        @Override
        public List<RosterEvent> ours(RealGateway gateway) throws IOException {
            return gateway.ours(change);
        }
    }

    private void makeNodes() throws IOException {
        for (int i = 0; i < NODES; i++) {
            RealAnnex.initialised(folder.resolve("n" + i)).close();
        }
        try (RealAnnex ams = RealAnnex.initialised(folder.resolve("ams"))) {
            ams.run("git", "annex", "initcluster", "far");
            for (String node : List.of("a0", "a1")) {
                RealAnnex.initialised(folder.resolve(node)).close();
                ams.run("git", "remote", "add", node, folder.resolve(node).toString());
                ams.run("git", "config", "remote." + node + ".annex-cluster-node", "far");
            }
            ams.run("git", "annex", "updatecluster");
        }
    }

    private RealGateway gateway(String name) throws IOException {
        RealAnnex annex = RealAnnex.initialised(folder.resolve(name));
        RealAnnex.run(folder, "", "git", "-C", name, "remote", "add", "ams", "ssh://localhost:1/nothing");
        try (RealAnnex ams = RealAnnex.of(folder.resolve("ams"), folder.resolve("ams/.git"))) {
            annex.run("git", "config", "remote.ams.annex-uuid", ams.uuid().text());
        }
        annex.run("git", "fetch", "-q", "../ams", "git-annex:refs/remotes/ams/git-annex");
        annex.run("git", "annex", "merge");
        return new RealGateway(annex);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void whatIsDoneByEachInItsOwnRepositoryEndsInTheSame(long seed) throws IOException {
        makeNodes();
        Random random = new Random(seed);
        try (RealGateway real = gateway("g")) {
            RealAnnex.run(folder, "", "cp", "-r", "g", "twin");
            try (RealGateway twin =
                    new RealGateway(RealAnnex.of(folder.resolve("twin"), folder.resolve("twin/.git")))) {
                for (int i = 0; i < STEPS; i++) {
                    outside(random.nextInt(8), random, List.of(real, twin));
                    Step step = step(random, real);
                    SortedSet<String> theirs = step.theirs(real);
                    List<RosterEvent> ours = step.ours(twin);
                    assertThat(RealGateway.words(ours))
                            .as("step %d: %s", i, step)
                            .isEqualTo(theirs);
                    assertThat(twin.written()).as("step %d: %s", i, step).isEqualTo(real.written());
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 4})
    void whatTheOneHasDoneLeavesTheOtherNothingToDo(long seed) throws IOException {
        makeNodes();
        Random random = new Random(seed);
        try (RealGateway gateway = gateway("g")) {
            for (int i = 0; i < STEPS; i++) {
                outside(random.nextInt(4), random, List.of(gateway));
                Step step = step(random, gateway);
                if (random.nextBoolean()) {
                    step.theirs(gateway);
                    gateway.theirs("git", "annex", "updatecluster");
                    String tip = gateway.tip();
                    assertThat(RealGateway.words(gateway.ours(new RosterChange.UpdateCluster())))
                            .as("step %d: %s", i, step)
                            .isEmpty();
                    assertThat(gateway.tip()).isEqualTo(tip);
                } else {
                    step.ours(gateway);
                    gateway.ours(new RosterChange.UpdateCluster());
                    String written = gateway.written();
                    assertThat(gateway.theirs("git", "annex", "updatecluster"))
                            .as("step %d: %s of %s", i, step, written)
                            .isEmpty();
                    assertThat(gateway.written()).isEqualTo(written);
                }
            }
        }
    }

    /** What is changed beside these commands. git-annex tells of private ones again and again: these are the last. */
    private static void outside(int kind, Random random, List<RealGateway> gateways) {
        String node = "n" + random.nextInt(NODES);
        List<String> command = switch (kind) {
            case 0 -> List.of("git", "remote", "add", node, "../" + node);
            case 1 -> List.of("git", "remote", "remove", node);
            case 2 -> List.of("git", "config", "remote." + node + ".annex-cluster-node", "nowhere mine Mine");
            case 3 -> List.of("git", "config", "remote.ams.annex-proxy", random.nextBoolean() ? "yes" : "0");
            case 4 -> List.of("git", "config", "remote." + node + ".annex-private", "true");
            case 5 -> List.of("git", "config", "--unset", "remote." + node + ".annex-private");
            default -> List.of("true");
        };
        // Not all is possible always, and then it is so in both.
        gateways.forEach(gateway -> gateway.annex.run(
                "sh",
                "-c",
                "\"$@\" >/dev/null 2>&1 || true",
                "sh",
                command.get(0),
                rest(command, 1),
                rest(command, 2),
                rest(command, 3),
                rest(command, 4)));
    }

    private static String rest(List<String> command, int i) {
        return i < command.size() ? command.get(i) : "";
    }

    /** One that can be done now. */
    private Step step(Random random, RealGateway gateway) throws IOException {
        RosterChanges.Roster now = gateway.changes.of(gateway.annex.uuid());
        Optional<Step> step = Optional.empty();
        while (step.isEmpty()) {
            String node = "n" + random.nextInt(NODES);
            RemoteName cluster = new RemoteName(CLUSTERS.get(random.nextInt(CLUSTERS.size())));
            step = switch (random.nextInt(6)) {
                case 0 -> Optional.of(both(new RosterChange.UpdateProxy(), annex("updateproxy")));
                case 1 -> Optional.of(both(new RosterChange.UpdateCluster(), annex("updatecluster")));
                case 2 ->
                    Optional.of(both(
                            new RosterChange.ExtendCluster(new RemoteName("far"), "ams"),
                            annex("extendcluster", "ams", "far")));
                case 3 -> init(now, cluster, random.nextBoolean());
                case 4 -> proxy(now, node, random.nextBoolean());
                default -> node(now, cluster, node);
            };
        }
        return step.get();
    }

    private static Optional<Step> init(RosterChanges.Roster now, RemoteName cluster, boolean described) {
        if (now.config().clusters().containsKey(RosterEdits.readBack(cluster))) {
            return Optional.empty();
        }
        return Optional.of(
                described
                        ? both(
                                new RosterChange.InitCluster(cluster, "d\u00c3\u00a4 x"),
                                annex("initcluster", cluster.text(), "d\u00e4 x"))
                        : both(RosterChange.InitCluster.described(cluster), annex("initcluster", cluster.text())));
    }

    private static Optional<Step> proxy(RosterChanges.Roster now, String node, boolean on) {
        String setting = "remote." + node + ".annex-proxy";
        return now.config()
                .remote(node)
                .filter(remote -> remote.url().isPresent() && (on || remote.proxied()))
                .map(remote -> on
                        ? both(
                                new RosterChange.Proxy(node),
                                List.of("git", "config", setting, "true"),
                                annex("updateproxy"))
                        : both(
                                new RosterChange.NoProxy(node),
                                List.of("git", "config", "--unset", setting),
                                annex("updateproxy")));
    }

    /** Added where it is none, and else removed. */
    private Optional<Step> node(RosterChanges.Roster now, RemoteName cluster, String node) {
        String read = RosterEdits.readBack(cluster).text();
        if (!now.config().clusters().containsKey(new RemoteName(read))) {
            return Optional.empty();
        }
        String setting = "remote." + node + ".annex-cluster-node";
        Optional<GitRemote> known = now.config().remote(node);
        boolean remote = known.flatMap(GitRemote::url).isPresent();
        if (known.isPresent() && !remote) {
            // What is left of one cannot be added anew by its name.
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(known.map(one -> one.settings().getOrDefault("annex-cluster-node", ""))
                .map(text -> List.of(text.split(" ")))
                .orElse(List.of()));
        words.remove("");
        if (remote && words.remove(read)) {
            return Optional.of(both(
                    new RosterChange.RemoveNode(cluster, node),
                    words.isEmpty()
                            ? List.of("git", "config", "--unset", setting)
                            : List.of("git", "config", setting, String.join(" ", words)),
                    annex("updatecluster")));
        }
        words.add(read);
        List<List<String>> commands = new ArrayList<>();
        if (!remote) {
            commands.add(
                    List.of("git", "remote", "add", node, folder.resolve(node).toString()));
        }
        commands.add(List.of("git", "config", setting, String.join(" ", words)));
        commands.add(annex("updatecluster"));
        return Optional.of(new Both(new RosterChange.AddNode(cluster, node), commands));
    }

    private static List<String> annex(String... words) {
        List<String> command = new ArrayList<>(List.of("git", "annex"));
        command.addAll(List.of(words));
        return command;
    }

    @SafeVarargs
    private static Step both(RosterChange change, List<String>... commands) {
        return new Both(change, List.of(commands));
    }
}

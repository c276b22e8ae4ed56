// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.preferred.BalancedPicker;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight clients at once fill a cluster of three nodes, almost and then beyond what it may hold, and empty it again. */
@BeyondTheReference("two clients at once make it hang, and it fills nodes beyond their maxsize")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class ClusterFillIT {
    private static final int CLIENTS = 8;
    private static final int NODES = 3;
    private static final int ROUNDS = 3;
    private static final int MAX_BYTES = 1_000_000;
    private static final int MOST_OBJECT_BYTES = 50_000;
    private static final int LEAST_OBJECT_BYTES = 20_000;
    private static final long LIMIT_SECONDS = 300;
    private static final int FIVE_PERCENT = MAX_BYTES / 20;

    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final Random random = new Random(4);
    private Bench bench;
    private List<ServedRepository> nodes;
    private TestCluster cluster;
    private List<Clone> clients;
    private Disks disks;

    /** What a client was told of a file that it sent: stored, or else why not. */
    private record Told(String key, boolean stored, String said) {
        int bytes() {
            return size(key);
        }
    }

    @BeforeAll
    void start() throws InterruptedException, ExecutionException, TimeoutException {
        bench = Bench.wideOpen();
        nodes = bench.moreRepositories("node", NODES);
        cluster = TestCluster.ofNear(bench, "gateway", nodes);
        for (ServedRepository node : nodes) {
            cluster.gateway().annex("group", node.uuid(), "disks").ok();
            cluster.gateway().annex("maxsize", node.uuid(), MAX_BYTES + "B").ok();
        }
        cluster.counted();
        clients = atOnce(i -> cluster.clone("client" + i));
        disks = new Disks(bench, cluster.gateway(), nodes, clients.getFirst());
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        bench.close();
    }

    /** What one of the clients does. */
    private interface Work<T> {
        T of(int client);
    }

    /** All clients at once; none may take longer than the limit. */
    private <T> List<T> atOnce(Work<T> work) throws InterruptedException, ExecutionException, TimeoutException {
        List<Callable<T>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            all.add(() -> work.of(client));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : threads.invokeAll(all, LIMIT_SECONDS, TimeUnit.SECONDS)) {
            assertThat(one.isCancelled()).as("none hangs").isFalse();
            results.add(one.get());
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(strings = {"balanced", "sizebalanced"})
    void nodesAreFilledAsTheyAreToBeAndNeverBeyondTheirMaxsize(String term)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (ServedRepository node : nodes) {
            cluster.gateway().annex("wanted", node.uuid(), term + "=disks").ok();
        }
        for (int round = 0; round < ROUNDS; round++) {
            String most = term + round + "-95";
            write(most, 0, NODES * MAX_BYTES * 95 / 100);
            String rest = term + round + "-120";
            write(rest, NODES * MAX_BYTES * 95 / 100, NODES * MAX_BYTES * 120 / 100);

            List<Told> told = copied(most);
            assertThat(told).as("all that fits").allMatch(Told::stored);
            isAsTold(told, term);

            told.addAll(copied(rest));
            assertThat(told).anyMatch(one -> !one.stored());
            isAsTold(told, term);

            atOnce(i -> clients.get(i).does("drop", "-q", "--force", "--from", TestCluster.REMOTE, most, rest));
            assertThat(disks.found()).isEmpty();
            assertThat(nodes).allSatisfy(node -> assertThat(cluster.sizes()).containsEntry(node.uuid(), 0L));
        }
    }

    /** Files from one total size to another, each with one of the clients. */
    private void write(String folder, int fromBytes, int toBytes)
            throws InterruptedException, ExecutionException, TimeoutException {
        int count = 0;
        int total = fromBytes;
        while (true) {
            int bytes = LEAST_OBJECT_BYTES + random.nextInt(MOST_OBJECT_BYTES - LEAST_OBJECT_BYTES);
            if (total + bytes > toBytes) {
                break;
            }
            clients.get(count % CLIENTS).write(folder + "/" + count, Keys.content(random, bytes));
            total += bytes;
            count++;
        }
        atOnce(i -> clients.get(i).commit());
    }

    private List<Told> copied(String folder) throws InterruptedException, ExecutionException, TimeoutException {
        List<Told> all = new ArrayList<>();
        for (List<Told> told : atOnce(i -> copied(clients.get(i), folder))) {
            all.addAll(told);
        }
        return all;
    }

    private static List<Told> copied(Clone client, String folder) {
        Ran ran = client.annex("copy", "-J2", "--json", "--json-error-messages", "--to", TestCluster.REMOTE, folder);
        List<Told> told = ran.lines().stream()
                .map(Disks::json)
                .map(line -> new Told(line.getString("key"), line.getBoolean("success"), line.toString()))
                .toList();
        assertThat(told).as("every put is answered: %s", ran).hasSize(files(client, folder));
        return told;
    }

    private static int files(Clone client, String folder) {
        return client.git("ls-files", folder).ok().lines().size();
    }

    private void isAsTold(List<Told> told, String term) {
        Set<String> stored =
                told.stream().filter(Told::stored).map(Told::key).collect(Collectors.toCollection(TreeSet::new));
        Map<String, Set<Integer>> found = disks.found();
        assertThat(found.keySet()).isEqualTo(stored);
        assertThat(found.values()).allMatch(at -> at.size() == 1);
        long[] filled = new long[NODES];
        found.forEach((key, at) -> filled[at.iterator().next()] += size(key));
        for (int i = 0; i < NODES; i++) {
            assertThat(filled[i]).as("node " + i).isLessThanOrEqualTo(MAX_BYTES);
        }
        for (Told one : told) {
            if (!one.stored()) {
                assertThat(one.said()).contains("has room for it");
                for (long bytes : filled) {
                    assertThat(MAX_BYTES - bytes).as("room for " + one).isLessThan(one.bytes());
                }
            }
        }
        if (term.equals("balanced")) {
            arePicked(found, filled);
        } else {
            areAsFull(filled);
        }
        isRecorded(filled);
    }

    /**
     * Each is where the formula says, with all nodes as candidates but perhaps those that had no room for it: whoever
     * had none then has none now.
     */
    private void arePicked(Map<String, Set<Integer>> found, long[] filled) {
        TreeSet<Uuid> all = nodes.stream().map(ClusterFillIT::uuid).collect(Collectors.toCollection(TreeSet::new));
        BalancedPicker picker = new BalancedPicker(all);
        int first = 0;
        for (Map.Entry<String, Set<Integer>> entry : found.entrySet()) {
            Key key = Key.of(entry.getKey().getBytes(StandardCharsets.US_ASCII)).orElseThrow();
            Uuid at = uuid(nodes.get(entry.getValue().iterator().next()));
            Set<Uuid> picked = new TreeSet<>();
            for (int left = 0; left < 1 << NODES; left++) {
                TreeSet<Uuid> candidates = without(left, size(entry.getKey()), filled);
                if (!candidates.isEmpty()) {
                    picked.add(picker.pick(candidates, key, 1).getFirst());
                }
            }
            assertThat(picked).as(entry.getKey()).contains(at);
            first += picker.pick(all, key, 1).contains(at) ? 1 : 0;
        }
        assertThat(first).isGreaterThan(found.size() / 2);
    }

    private static Uuid uuid(ServedRepository node) {
        return new Uuid(node.uuid());
    }

    /** All but those whose bit is set in {@code left}, where they have no room for so many bytes. */
    private TreeSet<Uuid> without(int left, int bytes, long[] filled) {
        TreeSet<Uuid> candidates = new TreeSet<>();
        for (int i = 0; i < NODES; i++) {
            if ((left & 1 << i) == 0 || MAX_BYTES - filled[i] >= bytes) {
                candidates.add(uuid(nodes.get(i)));
            }
        }
        return candidates;
    }

    private static void areAsFull(long[] filled) {
        long most = Long.MIN_VALUE;
        long least = Long.MAX_VALUE;
        for (long bytes : filled) {
            most = Math.max(most, bytes);
            least = Math.min(least, bytes);
        }
        assertThat(most - least).isLessThanOrEqualTo(FIVE_PERCENT);
    }

    /** The logs tell what the disks have, and nothing is taken for being under way. */
    private void isRecorded(long[] filled) {
        for (int i = 0; i < NODES; i++) {
            assertThat(cluster.sizes()).containsEntry(nodes.get(i).uuid(), filled[i]);
        }
        assertThat(cluster.promised().values()).containsOnly(0L);
        disks.agreeWithTheirBranches();
    }

    private static int size(String key) {
        return Integer.parseInt(key.substring(key.indexOf("-s") + 2, key.indexOf("--")));
    }
}

// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.e2e.FailingNode.Fate;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clients that remove copies while a node of the cluster is locked, gone, or goes: enough are left. */
@BeyondTheReference("a node that fails there takes the others with it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class ClusterCopiesIT {
    private static final int FILES = 24;
    private static final int ENOUGH = 2;

    private final Random random = new Random(7);
    private Bench bench;
    private FailingNode nodes;
    private TestCluster cluster;

    @BeforeAll
    void start() {
        bench = Bench.wideOpen();
        nodes = FailingNode.of(bench, "copies");
        cluster = nodes.cluster();
    }

    @AfterAll
    void stop() {
        nodes.close();
        bench.close();
    }

    @BeforeEach
    void bothNodesAreThere() {
        revive();
    }

    private void revive() {
        nodes.revive(() -> content(10));
    }

    private byte[] content(int bytes) {
        return Keys.content(random, bytes);
    }

    private Clone clone(String name) {
        Clone clone = cluster.clone(name);
        return clone.does("numcopies", "" + ENOUGH).does("mincopies", "" + ENOUGH);
    }

    @ParameterizedTest
    @EnumSource
    void aClientKeepsItsCopyWhileANodeIsNotThereToBeLocked(Fate fate) {
        Clone clone = clone("keeps-" + fate);
        byte[] content = content(2_000);
        clone.write("file", content).commit().does("copy", "-q", "--to", TestCluster.REMOTE, "file");
        String key = clone.key("file");
        assertThat(nodes.far().objects()).containsKey(key);
        nodes.strike(fate);
        clone.annex("drop", "file").failed();
        assertThat(clone.read("file")).isEqualTo(content);
        assertThat(nodes.near().objects()).containsKey(key);
        revive();
        clone.does("drop", "file");
        clone.annex("drop", "--from", TestCluster.REMOTE, "file").failed();
        assertThat(nodes.near().objects()).containsKey(key);
        assertThat(nodes.far().objects()).containsKey(key);
        nodes.strike(fate);
        clone.does("get", "-q", "--from", TestCluster.REMOTE, "file");
        assertThat(clone.read("file")).isEqualTo(content);
    }

    @Test
    void aNodeThatIsLockedKeepsItsCopy() {
        Clone clone = cluster.clone("locking");
        clone.write("file", content(2_000)).commit().does("copy", "-q", "--to", TestCluster.REMOTE, "file");
        String key = clone.key("file");
        AnnexApi node = new AnnexApi(bench.server(), nodes.far().uuid());
        String lock = node.lock(key);
        clone.annex("drop", "--from", TestCluster.REMOTE, "file").failed();
        assertThat(nodes.far().objects()).containsKey(key);
        cluster.isLogged(key, nodes.far().uuid(), true);
        assertThat(node.unlock(lock).status()).isEqualTo(200);
        clone.does("drop", "--from", TestCluster.REMOTE, "file");
        assertThat(nodes.far().objects()).doesNotContainKey(key);
    }

    /** A clone with many files, each of them here and at both nodes. */
    private Clone withFiles(String name) {
        Clone clone = clone(name);
        clone.writeMany("files", FILES, random).commit();
        return clone.does("copy", "-q", "--to", TestCluster.REMOTE);
    }

    private static TreeSet<String> keys(Clone clone) {
        return new TreeSet<>(
                clone.annex("find", "--anything", "--format=${key}\\n").ok().lines());
    }

    private static TreeSet<String> here(Clone clone) {
        return new TreeSet<>(
                clone.annex("find", "--in=here", "--format=${key}\\n").ok().lines());
    }

    /** Runs it, and kills the node's server when {@code begun} holds of some of the keys, but not of all. */
    private Ran killing(Clone clone, Predicate<String> begun, String... command) {
        TreeSet<String> keys = keys(clone);
        assertThat(keys).hasSize(FILES);
        CompletableFuture<Ran> running = CompletableFuture.supplyAsync(
                () -> clone.annex(command), task -> Thread.ofVirtual().start(task));
        Poll.until("it has begun", TestCluster.PATIENCE, () -> keys.stream().anyMatch(begun));
        nodes.strike(Fate.KILLED);
        return running.join();
    }

    private int copies(String key, TreeSet<String> here, ServedRepository... repositories) {
        return (here.contains(key) ? 1 : 0)
                + (int) Stream.of(repositories)
                        .filter(one -> one.objects().containsKey(key))
                        .count();
    }

    @Test
    void ofAFileDroppedHereEnoughCopiesAreLeftWhenANodeIsKilledMeanwhile() {
        Clone clone = withFiles("drops-here");
        killing(clone, key -> !isHere(clone, key), "drop", "files").failed();
        TreeSet<String> here = here(clone);
        assertThat(here).isNotEmpty().hasSizeLessThan(FILES);
        for (String key : keys(clone)) {
            assertThat(copies(key, here, nodes.near(), nodes.far())).as(key).isGreaterThanOrEqualTo(ENOUGH);
        }
        revive();
        clone.does("drop", "files");
        assertThat(here(clone)).isEmpty();
        for (String key : keys(clone)) {
            assertThat(copies(key, new TreeSet<>(), nodes.near(), nodes.far()))
                    .as(key)
                    .isEqualTo(ENOUGH);
        }
    }

    private static boolean isHere(Clone clone, String key) {
        return ServedRepository.filesBelow(clone.folder().resolve(".git/annex/objects")).stream()
                .anyMatch(file -> file.endsWith(key));
    }

    @Test
    void ofAFileDroppedFromTheClusterEnoughCopiesAreLeftWhenANodeIsKilledMeanwhile() {
        Clone clone = withFiles("drops-there");
        clone.does("copy", "-q", "--to", "origin");
        ServedRepository gateway = cluster.gateway();
        killing(clone, key -> !nodes.near().objects().containsKey(key), "drop", "--from", TestCluster.REMOTE, "files")
                .failed();
        TreeSet<String> here = here(clone);
        for (String key : keys(clone)) {
            assertThat(copies(key, here, gateway)).as(key).isEqualTo(ENOUGH);
            // Where it is, the log says so, too.
            if (nodes.far().objects().containsKey(key)) {
                assertThat(cluster.logs(key, nodes.far().uuid())).as(key).isTrue();
            }
        }
        revive();
        clone.does("drop", "--from", TestCluster.REMOTE, "files");
        for (String key : keys(clone)) {
            assertThat(copies(key, new TreeSet<>(), nodes.near(), nodes.far()))
                    .as(key)
                    .isZero();
        }
        // Both that are left are needed now.
        clone.annex("drop", "files").failed();
        clone.annex("drop", "--from", "origin", "files").failed();
        assertThat(List.copyOf(here(clone))).isEqualTo(List.copyOf(keys(clone)));
    }
}

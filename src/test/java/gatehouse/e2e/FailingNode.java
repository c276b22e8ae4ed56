// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;

/** A cluster of two nodes, and the server of the cheaper one, which is made to fail. */
record FailingNode(FarNode nodes, ReferenceServer behind) implements AutoCloseable {
    /** What becomes of the server. */
    enum Fate {
        KILLED,
        HALTED
    }

    static FailingNode of(Bench bench, String name) {
        FarNode nodes = FarNode.of(bench, name);
        ReferenceServer behind = nodes.server("--wideopen");
        nodes.at(behind.annexUrl(), nodes.far().uuid());
        return new FailingNode(nodes, behind);
    }

    TestCluster cluster() {
        return nodes.cluster();
    }

    ServedRepository near() {
        return nodes.near();
    }

    ServedRepository far() {
        return nodes.far();
    }

    void strike(Fate fate) {
        switch (fate) {
            case KILLED -> behind.kill();
            case HALTED -> behind.halt();
        }
    }

    /** Returns when the cluster relies on it again; {@code content} is new each time. */
    void revive(Supplier<byte[]> content) {
        if (behind.isRunning()) {
            behind.resume();
        } else {
            behind.start();
        }
        Poll.until("both nodes take content", TestCluster.PATIENCE, () -> {
            Answer answer = cluster().put(content.get());
            return answer.status() == 200 && TestCluster.plusUuids(answer).size() == 2;
        });
    }

    /** Stores it at both, and gives its key. */
    String stored(byte[] content) {
        Answer answer = cluster().put(content);
        assertThat(TestCluster.plusUuids(answer))
                .as(answer.toString())
                .containsExactlyInAnyOrder(near().uuid(), far().uuid());
        return Keys.sha256(content);
    }

    @Override
    public void close() {
        behind.close();
    }
}

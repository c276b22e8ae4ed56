// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** git-annex's own test of a remote, of a cluster of three nodes. */
@WithServer
@BeyondTheReference("needs repositories that are added while it runs")
class ClusterTestremoteIT {
    private final Bench bench;

    ClusterTestremoteIT(Bench bench) {
        this.bench = bench;
    }

    @Test
    void allButTheTestsOfAnUnavailableRemotePass() {
        TestCluster cluster = TestCluster.ofNear(bench, "tested", bench.moreRepositories("tested-node", 3));
        Clone clone = cluster.clone("tested")
                .write("file", Keys.content(new Random(1), 10))
                .commit();
        TestremoteIT.allButThoseOfAnUnavailableRemotePassed(clone.annex("testremote", TestCluster.REMOTE));
    }
}

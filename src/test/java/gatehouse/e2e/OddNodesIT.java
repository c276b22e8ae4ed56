// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes of a cluster that are there, but are full, may not be written to, talk nonsense, or are somebody else. */
@BeyondTheReference("a node that fails there takes the others with it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class OddNodesIT {
    private final Random random = new Random(8);
    private Bench bench;

    @BeforeAll
    void start() {
        bench = Bench.wideOpen();
    }

    @AfterAll
    void stop() {
        bench.close();
    }

    private byte[] content(int bytes) {
        return Keys.content(random, bytes);
    }

    @Test
    void aFullNodeGivesWhatItHasAndTheOtherTakesWhatIsNew() {
        FarNode full = FarNode.of(bench, "full");
        byte[] before = content(3_000);
        storeThere(full, before);
        full.far().git("config", "annex.diskreserve", "1000 terabytes").ok();
        try (ReferenceServer server = full.server("--wideopen")) {
            full.at(server.annexUrl(), full.far().uuid());
            givesAndTakes(full, before);
            assertThat(full.cluster().remove(Keys.sha256(before)).text()).contains("\"removed\":true");
            assertThat(full.far().objects()).isEmpty();
        }
    }

    @Test
    void aReadOnlyNodeGivesWhatItHasAndTheOtherTakesWhatIsNew() {
        FarNode readOnly = FarNode.of(bench, "readonly");
        byte[] before = content(3_000);
        storeThere(readOnly, before);
        try (ReferenceServer server = readOnly.server("--unauth-readonly")) {
            readOnly.at(server.annexUrl(), readOnly.far().uuid());
            givesAndTakes(readOnly, before);
            isNotRemoved(readOnly, Keys.sha256(before));
            assertThat(readOnly.far().objects()).containsKey(Keys.sha256(before));
        }
    }

    private static void storeThere(FarNode node, byte[] content) {
        try (ReferenceServer server = node.server("--wideopen")) {
            AnnexApi there = new AnnexApi(server, node.far().uuid());
            assertThat(there.put(Keys.sha256(content), content).text()).contains("\"stored\":true");
        }
    }

    private void givesAndTakes(FarNode node, byte[] before) {
        node.claim(Keys.sha256(before), node.far().uuid());
        assertThat(node.cluster().got(Keys.sha256(before))).isEqualTo(before);
        isStoredNearOnly(node, content(3_000));
    }

    private static void isStoredNearOnly(FarNode node, byte[] content) {
        Answer answer = node.cluster().put(content);
        assertThat(answer.text()).contains("\"stored\":true");
        assertThat(TestCluster.plusUuids(answer)).containsExactly(node.near().uuid());
        String key = Keys.sha256(content);
        assertThat(node.near().objects()).containsKey(key);
        assertThat(node.far().objects()).doesNotContainKey(key);
        node.cluster().isLogged(key, node.near().uuid(), true);
        assertThat(node.cluster().logs(key, node.far().uuid())).isFalse();
        assertThat(node.cluster().got(key)).isEqualTo(content);
    }

    private static void isNotRemoved(FarNode node, String key) {
        assertThat(node.cluster().remove(key).text()).contains("\"removed\":false");
        assertThat(node.cluster().logs(key, node.far().uuid())).isTrue();
    }

    /** What a node says that talks nonsense. */
    enum Nonsense {
        NOISE("\0\1\2 none of this is HTTP \r\n\r\n\r\n"),
        PAGE(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\nConnection: close\r\n\r\n<p>Welcome</p>"),
        WRONG_LENGTH("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nX-git-annex-data-length: 3000\r\n"
                + "Connection: close\r\n\r\nshort");

        private final String text;

        Nonsense(String text) {
            this.text = text;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNodeThatTalksNonsenseIsNotBelieved(Nonsense nonsense) {
        FarNode odd = FarNode.of(bench, "odd-" + nonsense.name().toLowerCase(Locale.ROOT));
        try (NonsenseServer server = NonsenseServer.saying(Request.bytes(nonsense.text))) {
            odd.at(server.annexUrl(), odd.far().uuid());
            isNotBelieved(odd, odd.far().uuid());
        }
    }

    @Test
    void aNodeThatIsAnotherRepositoryIsNotBelieved() {
        FarNode other = FarNode.of(bench, "other");
        String wrong = "00000000-0000-4000-8000-00000000bad0";
        try (ReferenceServer server = other.server("--wideopen")) {
            other.at(server.annexUrl(), wrong);
            isNotBelieved(other, wrong);
            assertThat(other.far().objects()).isEmpty();
        }
    }

    private void isNotBelieved(FarNode node, String uuid) {
        byte[] content = content(3_000);
        isStoredNearOnly(node, content);
        String key = Keys.sha256(content);
        node.claim(key, uuid);
        assertThat(node.cluster().got(key)).isEqualTo(content);
        assertThat(node.cluster().remove(key).text()).contains("\"removed\":false");
        assertThat(node.cluster().logs(key, uuid)).isTrue();
        assertThat(List.of("SEVERE", "Exception in thread")).noneMatch(bench.log()::contains);
    }
}

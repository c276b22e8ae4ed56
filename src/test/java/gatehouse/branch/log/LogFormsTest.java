// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.branch.log.ChunkLog.Chunked;
import gatehouse.branch.log.ExportLog.Exported;
import gatehouse.branch.log.ExportLog.Participants;
import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.key.Key;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the logs of remotes, proxies, clusters, exports and single keys are written, and what strange lines mean. */
class LogFormsTest {
    private static final Uuid A = new Uuid("aaaa");
    private static final Uuid B = new Uuid("bbbb");
    private static final ClusterUuid CLUSTER = new ClusterUuid(new Uuid("ac345678-0123-8567-89ab-0123456789ab"));
    private static final VectorClock NINE = VectorClock.ofNanos(9_000_000_000L);

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 200);
    }

    @Test
    void eachLogIsWrittenInGitAnnexsForm() {
        assertThat(ClusterLog.parse("").with(NINE, CLUSTER, Set.of(B, A)).format())
                .isEqualTo("9s " + CLUSTER.uuid() + " aaaa bbbb\n");
        assertThat(ProxyLog.parse("")
                        .with(NINE, A, Set.of(new Proxied(B, new RemoteName("n")), new Proxied(A, new RemoteName("m"))))
                        .format())
                .isEqualTo("9s aaaa aaaa:m bbbb:n\n");
        assertThat(ConfigLog.parse("")
                        .with(NINE, new ConfigLog.Name("annex.x"), "a b")
                        .format())
                .isEqualTo("9s annex.x a b\n");
        assertThat(ChunkLog.parse("").with(NINE, new Chunked(A, 10), 3).format())
                .isEqualTo("9s aaaa:10 3\n");
        assertThat(ExportLog.parse("")
                        .with(NINE, new Participants(A, B), new Exported("t", List.of("u", "v")))
                        .format())
                .isEqualTo("9s aaaa:bbbb t u v\n");
        assertThat(WebUrlLog.parse("").with(NINE, "http://x/ y").format()).isEqualTo("9s 1 http://x/ y\n");
        assertThat(EquivalentKeysLog.parse("").with(NINE, new Key("SHA1--x")).format())
                .isEqualTo("9s 1 SHA1--x\n");
        assertThat(RemoteLog.parse("")
                        .with(NINE, A, Map.of("b", "1 2", "a", "&"))
                        .format())
                .isEqualTo("aaaa a=&38; b=1&32;2 timestamp=9s\n");
    }

    @Test
    void whatALogSaysAlreadyIsNotWrittenAgain() {
        ConfigLog.Name name = new ConfigLog.Name("x");
        assertThat(ConfigLog.parse("3s x 1\n").with(NINE, name, "1").format()).isEqualTo("3s x 1\n");
        assertThat(ConfigLog.parse("").with(NINE, name, "").format()).isEmpty();
        assertThat(WebUrlLog.parse("3s 1 u\n").with(NINE, "u").format()).isEqualTo("3s 1 u\n");
        assertThat(WebUrlLog.parse("3s 0 u\n").without(NINE, "u").format()).isEqualTo("3s 0 u\n");
    }

    @Test
    void oldAndStrangeLinesAreReadAsGitAnnexReadsThem() {
        assertThat(ClusterLog.parse("1s " + CLUSTER.uuid() + " aaaa \n2s " + CLUSTER.uuid() + " a  b\n3s bbbb aaaa\n")
                        .nodes())
                .isEqualTo(Map.of(CLUSTER, Set.of(A)));
        assertThat(ProxyLog.parse("1s aaaa bbbb:n bbbb:-n bbbb:a/b bbbb:x:y\n2s aaaa bbbb\n3s bbbb \n")
                        .proxied())
                .isEqualTo(Map.of(A, Set.of(new Proxied(B, new RemoteName("n"))), B, Set.of()));
        assertThat(ConfigLog.parse("1s x a\n2s x \n1s y b\n").values()).isEqualTo(Map.of("y", "b"));
        assertThat(ChunkLog.parse("1s aaaa:10 3\n2s aaaa:010 4\n2s bbbb:x 1\n2s bbbb:3 much\n2s bbbb:4 0\n")
                        .counts())
                .isEqualTo(Map.of(new Chunked(A, 10), 4L));
        assertThat(ExportLog.parse("1s aaaa:bbbb t \n2s aaaa:bbbb  t\n2s aaaa:bbbb \n2s aaaa t\n")
                        .exports())
                .isEqualTo(Map.of(new Participants(A, B), new Exported("t", List.of())));
        assertThat(EquivalentKeysLog.parse("1s 1 SHA1--x\n1s 1 rubbish\n2s 0 SHA1--y\n1s 1 SHA1--y\n")
                        .keys())
                .containsExactly(new Key("SHA1--x"));
        assertThat(RemoteLog.parse("aaaa a=1 a=2\u00c2\u00a0b c=&x;&32;&99999999; d==e timestamp=1s\n")
                        .settings())
                .isEqualTo(Map.of(A, Map.of("a", "2", "b", "", "c", "&x; &99999999;", "d", "=e")));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void settingsOfARemoteAreReadBackAsTheyWereWritten(int seed) {
        Random random = new Random(seed);
        Map<String, String> settings = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] value = new byte[random.nextInt(12)];
            for (int j = 0; j < value.length; j++) {
                value[j] = (byte) (random.nextBoolean() ? random.nextInt(256) : "& \n\r;=19".charAt(random.nextInt(8)));
            }
            settings.put("name" + i, new String(value, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        String text = RemoteLog.parse("").with(NINE, A, settings).format();
        assertThat(RemoteLog.parse(text).settings()).isEqualTo(Map.of(A, settings));
        assertThat(LogLines.of(text)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", ".x", "a/b", "a b", "a\u0001", "a:b", "\u00ff"})
    void aRemoteIsNotCalledWhatIsUnsafe(String name) {
        assertThat(RemoteName.of(name)).isEmpty();
    }

    @Test
    void whatALineCannotSayIsRefused() {
        assertThatThrownBy(() -> ConfigLog.parse("").with(NINE, new ConfigLog.Name("x"), "a\nb"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConfigLog.Name("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebUrlLog.parse("").with(NINE, "a\rb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RemoteLog.parse("").with(NINE, A, Map.of("a=", "b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Exported("a b", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Chunked(new Uuid("a:b"), 1)).isInstanceOf(IllegalArgumentException.class);
        Uuid colon = new Uuid("a:b");
        assertThatThrownBy(() -> ProxyLog.parse("").with(NINE, A, Set.of(new Proxied(colon, new RemoteName("n")))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

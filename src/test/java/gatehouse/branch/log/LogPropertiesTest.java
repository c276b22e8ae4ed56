// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the logs that placement needs, whatever is in them. */
class LogPropertiesTest {
    private static final Uuid A = new Uuid("aaaa");
    private static final Uuid B = new Uuid("bbbb");
    private static final VectorClock NINE = VectorClock.ofNanos(9_000_000_000L);

    /** A format, what it says of a text, and how it writes it again. */
    record Format(String name, Function<String, Object> meaning, UnaryOperator<String> rewritten) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Format> FORMATS = List.of(
            new Format(
                    TrustLog.FILE,
                    text -> TrustLog.parse(text).levels(),
                    text -> TrustLog.parse(text).format()),
            new Format(
                    GroupLog.FILE,
                    text -> GroupLog.parse(text).groups(),
                    text -> GroupLog.parse(text).format()),
            new Format(
                    PreferredContentLog.FILE,
                    text -> PreferredContentLog.parse(text).expressions(),
                    text -> PreferredContentLog.parse(text).format()),
            new Format(
                    RequiredContentLog.FILE,
                    text -> RequiredContentLog.parse(text).expressions(),
                    text -> RequiredContentLog.parse(text).format()),
            new Format(
                    GroupPreferredContentLog.FILE,
                    text -> GroupPreferredContentLog.parse(text).expressions(),
                    text -> GroupPreferredContentLog.parse(text).format()),
            new Format(
                    MaxSizeLog.FILE,
                    text -> MaxSizeLog.parse(text).sizes(),
                    text -> MaxSizeLog.parse(text).format()),
            new Format(
                    NumCopiesLog.FILE,
                    text -> NumCopiesLog.parse(text).copies(),
                    text -> NumCopiesLog.parse(text).format()),
            new Format(
                    MinCopiesLog.FILE,
                    text -> MinCopiesLog.parse(text).copies(),
                    text -> MinCopiesLog.parse(text).format()),
            new Format(
                    ClusterLog.FILE,
                    text -> ClusterLog.parse(text).nodes(),
                    text -> ClusterLog.parse(text).format()),
            new Format(
                    "metadata",
                    text -> MetadataLog.parse(text).current(),
                    text -> MetadataLog.parse(text).format()),
            new Format(
                    "urls",
                    text -> WebUrlLog.parse(text).urls(),
                    text -> WebUrlLog.parse(text).format()),
            new Format(
                    ConfigLog.FILE,
                    text -> ConfigLog.parse(text).values(),
                    text -> ConfigLog.parse(text).format()),
            new Format(
                    ProxyLog.FILE,
                    text -> ProxyLog.parse(text).proxied(),
                    text -> ProxyLog.parse(text).format()),
            new Format(
                    RemoteLog.FILE,
                    text -> RemoteLog.parse(text).settings(),
                    text -> RemoteLog.parse(text).format()),
            new Format(
                    "equivalent keys",
                    text -> EquivalentKeysLog.parse(text).keys(),
                    text -> EquivalentKeysLog.parse(text).format()),
            new Format(
                    "chunks",
                    text -> ChunkLog.parse(text).counts(),
                    text -> ChunkLog.parse(text).format()),
            new Format(
                    ExportLog.FILE,
                    text -> ExportLog.parse(text).exports(),
                    text -> ExportLog.parse(text).format()),
            new Format(
                    UuidLog.FILE,
                    text -> UuidLog.parse(text).descriptions(),
                    text -> UuidLog.parse(text).format()),
            new Format(
                    "locations",
                    text -> LocationLog.parse(text).present(),
                    text -> LocationLog.parse(text).format()),
            new Format(
                    TransitionsLog.FILE,
                    text -> TransitionsLog.parse(text).lines(),
                    text -> TransitionsLog.parse(text).format()),
            new Format(
                    DifferenceLog.FILE,
                    text -> DifferenceLog.parse(text).all(),
                    text -> DifferenceLog.parse(text).format()));

    record Case(Format format, long seed) {}

    static Stream<Case> cases() {
        return FORMATS.stream()
                .flatMap(format -> IntStream.rangeClosed(1, 40).mapToObj(seed -> new Case(format, seed)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void mergingInAnyOrderAndAgainMeansTheSame(Case tried) {
        Random random = new Random(tried.seed());
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            texts.add(text(random));
        }
        String all = LogLines.union(texts);
        Object meaning = tried.format().meaning().apply(all);
        List<String> shuffled = new ArrayList<>(texts);
        Collections.shuffle(shuffled, random);
        String pairwise = LogLines.union(List.of(
                LogLines.union(shuffled.subList(0, 2)), LogLines.union(shuffled.subList(2, 4)), texts.getFirst()));
        assertThat(LogLines.exact(pairwise)).isEqualTo(LogLines.exact(all));
        assertThat(tried.format().meaning().apply(sorted(pairwise)))
                .isEqualTo(tried.format().meaning().apply(sorted(all)));
        assertThat(meaning).isNotNull();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsWrittenAgainMeansTheSameAndStaysAsItIs(Case tried) {
        String text = text(new Random(tried.seed()));
        String written = tried.format().rewritten().apply(text);
        assertThat(tried.format().meaning().apply(written))
                .isEqualTo(tried.format().meaning().apply(text));
        assertThat(tried.format().rewritten().apply(written)).isEqualTo(written);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void anyBytesAreALog(Case tried) {
        Random random = new Random(tried.seed());
        byte[] bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        String written = tried.format().rewritten().apply(text);
        assertThat(tried.format().meaning().apply(written))
                .isEqualTo(tried.format().meaning().apply(text));
    }

    @Test
    void eachLogIsWrittenInGitAnnexsForm() {
        assertThat(TrustLog.parse("bbbb\n").with(NINE, A, TrustLevel.DEAD).format())
                .isEqualTo("aaaa X timestamp=9s\nbbbb \n");
        assertThat(GroupLog.parse("")
                        .with(NINE, A, Set.of(new Group("y"), new Group("x")))
                        .format())
                .isEqualTo("aaaa x y timestamp=9s\n");
        assertThat(GroupLog.parse("").with(NINE, A, Set.of()).format()).isEqualTo("aaaa  timestamp=9s\n");
        assertThat(PreferredContentLog.parse("").with(NINE, A, "a or\nb").format())
                .isEqualTo("aaaa a or b timestamp=9s\n");
        assertThat(GroupPreferredContentLog.parse("")
                        .with(NINE, new Group("x"), "a or b")
                        .format())
                .isEqualTo("9s x a or b\n");
        assertThat(MaxSizeLog.parse("").with(NINE, A, new MaxSize(100)).format())
                .isEqualTo("9s aaaa 100\n");
        assertThat(NumCopiesLog.parse("5s 7\n").with(NINE, new NumCopies(2)).format())
                .isEqualTo("9s 2\n");
        assertThat(MinCopiesLog.parse("").with(NINE, new MinCopies(2)).format()).isEqualTo("9s 2\n");
    }

    @Test
    void aLaterLineIsLaterWhateverTheClockSays() {
        assertThat(MaxSizeLog.parse("50s aaaa 7\n")
                        .with(NINE, A, new MaxSize(8))
                        .format())
                .isEqualTo("51s aaaa 8\n");
        assertThat(NumCopiesLog.parse("50s 7\n").with(NINE, new NumCopies(8)).format())
                .isEqualTo("51s 8\n");
    }

    @Test
    void oldAndStrangeLinesAreReadAsGitAnnexReadsThem() {
        assertThat(TrustLog.parse(
                                "aaaa\nbbbb 0 timestamp=3s\ncccc y timestamp=1s\ndddd 1 timestamp=1s\ndddd no timestamp=2s\n")
                        .levels())
                .isEqualTo(Map.of(
                        A,
                        TrustLevel.TRUSTED,
                        B,
                        TrustLevel.UNTRUSTED,
                        new Uuid("cccc"),
                        TrustLevel.SEMITRUSTED,
                        new Uuid("dddd"),
                        TrustLevel.TRUSTED));
        assertThat(GroupLog.parse("aaaa   x  y x timestamp=3s\n").groups())
                .isEqualTo(Map.of(A, Set.of(new Group("x"), new Group("y"))));
        assertThat(NumCopiesLog.parse("3s 0\n1s 5\n").copies()).contains(new NumCopies(1));
        assertThat(NumCopiesLog.parse("3s 2\n3s 4\n3s 3\n").copies()).contains(new NumCopies(4));
        assertThat(NumCopiesLog.parse("rubbish\n").copies()).isEqualTo(Optional.empty());
        assertThat(MaxSizeLog.parse("1s aaaa 5\n2s aaaa much\n").sizes()).isEqualTo(Map.of(A, new MaxSize(5)));
    }

    private static String sorted(String text) {
        return LogLines.union(List.of(text, "")).isEmpty() ? "" : String.join("\n", LogLines.exact(text)) + "\n";
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(line(random)).append('\n');
        }
        return text.toString();
    }

    private static String line(Random random) {
        String uuid = pick(random, "aaaa", "bbbb", "cccc", "ac345678-0123-8567", "aaaa:bbbb", "aaaa:10", "aaaa:010");
        String time = random.nextInt(6) + (random.nextBoolean() ? "s" : ".5s");
        return switch (random.nextInt(6)) {
            case 0 -> uuid + " " + value(random);
            case 1 -> uuid + " " + value(random) + " timestamp=" + time;
            case 2 -> time + " " + uuid + " " + value(random);
            case 3 -> time + " " + value(random);
            case 4 -> time + pick(random, " 0 ", " 1 ", " X ") + value(random);
            default -> "what is this " + value(random);
        };
    }

    private static String value(Random random) {
        return random.nextBoolean()
                ? pick(random, "1", "0", "X", "?", "", "12", "007", "archive client", "-3", "include=*.mp3 or present")
                : pick(
                        random,
                        "aaaa bbbb",
                        "a:x b:y",
                        "+1 -0 tag +!YQ== +",
                        "-1 -a tag -x TAG +x",
                        "a=1 b=x&32;y&z a=2",
                        "SHA1--x");
    }

    private static String pick(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}

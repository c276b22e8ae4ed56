// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.branch.log.MetadataLog.FieldChange;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key's metadata is by its log, and which lines a change leaves. */
class MetadataLogTest {
    private static final VectorClock NINE = VectorClock.ofNanos(9_000_000_000L);

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsSetIsReadBackAndNothingElseIsTouched(int seed) {
        Random random = new Random(seed);
        String before = text(random);
        String kept = text(random, "kept");
        MetadataLog log = MetadataLog.parse(before + kept);
        String value = value(random);
        MetadataLog with = log.with(NINE, Map.of("Field", new FieldChange(Set.of(value), Set.of())));
        assertThat(with.current().get("Field")).contains(value);
        assertThat(with.current().get("kept")).isEqualTo(log.current().get("kept"));
        MetadataLog again = MetadataLog.parse(with.format());
        assertThat(again.current()).isEqualTo(with.current());
        assertThat(again.format()).isEqualTo(with.format());
        MetadataLog without = again.with(NINE, Map.of("fieLd", new FieldChange(Set.of(), Set.of(value))));
        assertThat(without.current().getOrDefault("fieLd", Set.of())).doesNotContain(value);
        assertThat(without.current()).doesNotContainKey("Field");
    }

    /** A change made elsewhere before ours counts the same whether it is merged before or after our change. */
    @ParameterizedTest
    @MethodSource("seeds")
    void linesThatAreLeftOutMakeNoDifferenceToWhatIsMergedLater(int seed) {
        Random random = new Random(seed);
        String ours = text(random);
        String theirs = text(random);
        Map<String, FieldChange> change = Map.of(
                "field",
                new FieldChange(Set.of(value(random)), Set.of()),
                "b",
                new FieldChange(Set.of("1"), Set.of("2")));
        String changed = MetadataLog.parse(ours).with(NINE, change).format();
        String added = MetadataLog.parse("").with(NINE, change).format();
        assertThat(MetadataLog.parse(sorted(changed, theirs)).current())
                .isEqualTo(MetadataLog.parse(sorted(ours, theirs, added)).current());
    }

    @Test
    void theNewestLineThatNamesAValueCounts() {
        MetadataLog log = MetadataLog.parse("100s foo +x bar +y\n200s foo -x\n150s foo +x +z\n");
        assertThat(log.current())
                .isEqualTo(Map.of(
                        "foo",
                        Set.of("z"),
                        "bar",
                        Set.of("y"),
                        "foo-lastchanged",
                        Set.of("1970-01-01@00-03-20"),
                        "bar-lastchanged",
                        Set.of("1970-01-01@00-01-40"),
                        "lastchanged",
                        Set.of("1970-01-01@00-03-20")));
    }

    @Test
    void aLineGoesOnlyWhenNewerOnesSayAllOfIt() {
        MetadataLog log = MetadataLog.parse("1s foo +x bar +y\n2s foo +x\nrubbish\n");
        MetadataLog with = log.with(NINE, Map.of("foo", new FieldChange(Set.of("a b"), Set.of("x"))));
        assertThat(with.format()).isEqualTo("1s bar +y\n9s foo +!YSBi -x\nrubbish\n");
    }

    @Test
    void fieldsThatTellOfChangesAreNotWritten() {
        MetadataLog log = MetadataLog.parse("1s foo +x\n");
        FieldChange change = new FieldChange(Set.of("y"), Set.of());
        assertThat(log.with(NINE, Map.of("lastchanged", change, "foo-lastchanged", change))
                        .format())
                .isEqualTo("1s foo +x\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "+a", "-a", "a\nb", "\u00ff"})
    void aNameThatCannotStandInALineIsRefused(String name) {
        MetadataLog log = MetadataLog.parse("");
        Map<String, FieldChange> change = Map.of(name, new FieldChange(Set.of("x"), Set.of()));
        assertThatThrownBy(() -> log.with(NINE, change)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String sorted(String... texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            all.append(text);
        }
        return String.join("\n", LogLines.exact(all.toString())) + "\n";
    }

    private static String text(Random random, String... fields) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(random.nextInt(9))
                    .append('.')
                    .append(random.nextInt(100))
                    .append('s');
            for (int j = 1 + random.nextInt(3); j > 0; j--) {
                text.append(' ').append(fields.length > 0 ? fields[0] : random.nextBoolean() ? "Field" : "b");
                for (int k = random.nextInt(4); k > 0; k--) {
                    text.append(random.nextBoolean() ? " +" : " -").append(random.nextInt(3));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String value(Random random) {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            value.append("!+- \n\r=1\u00ff\u0000".charAt(random.nextInt(10)));
        }
        return value.toString();
    }
}

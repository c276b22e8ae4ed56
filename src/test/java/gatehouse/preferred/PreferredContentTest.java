// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.NumCopies;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferredContentTest {
    private static final Uuid HERE = new Uuid("00000000-0000-0000-0000-00000000000a");
    private static final Uuid THERE = new Uuid("00000000-0000-0000-0000-00000000000b");
    private static final Key KEY = new Key("SHA256-s100--abc");
    private static final Sizes NO_SIZES = Sizes.of(Map.of());
    private static final Subject NOWHERE = Subject.of(KEY, Set.of()).named("song.mp3");

    @Test
    void withoutAnExpressionWhoeverAsksDecides() {
        Verdict verdict = content("", "").wantGet(HERE, NOWHERE, NO_SIZES);
        assertThat(verdict).isEqualTo(new Verdict.NotConfigured());
        assertThat(verdict.matches(true)).isTrue();
        assertThat(verdict.matches(false)).isFalse();
    }

    @Test
    void saysWhichTermsMatched() {
        PreferredContent content = content("(include=*.mp3 and not copies=1) or standard", "");
        Explanation wanted = explained(content.wantGet(HERE, NOWHERE, NO_SIZES));
        assertThat(wanted.line())
                .isEqualTo("matches preferred content: ( include=*.mp3[TRUE] and not copies=1[FALSE] )");
        assertThat(wanted.unusable()).isEmpty();
        Explanation unwanted = explained(content.wantGet(HERE, NOWHERE.named("x"), NO_SIZES));
        assertThat(unwanted.terms())
                .containsExactly(
                        new Explanation.Looked("include=*.mp3", false, List.of()),
                        new Explanation.Looked(
                                "standard", false, List.of(new Explanation.Looked("present", false, List.of()))));
    }

    @Test
    void whatIsNotUnderstoodKeepsWhatIsThereAndGetsNothing() {
        PreferredContent content = content("include=* or newterm=1", "");
        Verdict verdict = content.wantGet(HERE, NOWHERE, NO_SIZES);
        assertThat(verdict.matches(true)).isFalse();
        assertThat(explained(verdict).unusable().orElseThrow()).endsWith("near \"newterm=1\"");
        Subject here = NOWHERE.at(Set.of(HERE));
        assertThat(content.wantDrop(HERE, here, List.of(), NO_SIZES, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not present",
                "include=* or not (present or nothing)",
                "not balanced=foo",
                "not sizebalanced=foo:2",
                "not standard",
                "not groupwanted",
                "exclude=* not (not not present)"
            })
    void anUnstableExpressionNeverMatches(String text) {
        for (Set<Uuid> locations : List.of(Set.<Uuid>of(), Set.of(HERE))) {
            Verdict verdict = content(text, "").wantGet(HERE, NOWHERE.at(locations), NO_SIZES);
            assertThat(verdict.matches(true)).isFalse();
            assertThat(explained(verdict).line()).contains("not stable due to negated use of");
            assertThat(explained(verdict).unusable()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not (not present)", "not fullybalanced=foo", "not copies=1", "present"})
    void aStableOneIsUsed(String text) {
        assertThat(explained(content(text, "").wantGet(HERE, NOWHERE, NO_SIZES)).unusable())
                .isEmpty();
    }

    @Test
    void whatIsRequiredIsWantedTooAndStays() {
        PreferredContent content = content("nothing", "include=*.mp3");
        assertThat(content.wantGet(HERE, NOWHERE, NO_SIZES).matches(false)).isTrue();
        Subject here = NOWHERE.at(Set.of(HERE));
        assertThat(content.wantDrop(HERE, here, List.of(), NO_SIZES, true)).isFalse();
        assertThat(content.requireKeep(HERE, here, NO_SIZES).matches(false)).isTrue();
        assertThat(content.requireKeep(HERE, here.named("x"), NO_SIZES).matches(true))
                .isFalse();
    }

    @Test
    void anotherFileWithTheContentKeepsIt() {
        PreferredContent content = content("include=*.mp3", "");
        Subject here = NOWHERE.at(Set.of(HERE)).named("x.txt");
        assertThat(content.wantDrop(HERE, here, List.of(), NO_SIZES, true)).isTrue();
        assertThat(content.wantDrop(HERE, here, List.of("y.txt", "z.mp3"), NO_SIZES, true))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "include=*, false",
        "exclude=*, true",
        "inpreferreddir, false",
        "unused, true",
        "url=*example*, true",
        "url=yt*, false",
        "securehash, true",
        "lackingcopies=1, true",
        "anything, true"
    })
    void aKeyWithoutAFileIsAskedAboutAsWell(String text, boolean matches) {
        Subject.Details details = new Subject.Details(Metadata.NONE, Set.of("yt:http://example.com/"), Set.of(), true);
        Subject key = Subject.of(KEY, Set.of()).with(details);
        assertThat(content(text, "").wantGet(HERE, key, NO_SIZES).matches(false))
                .isEqualTo(matches);
    }

    @Test
    void theNumberOfCopiesOfAFileCountsWhereItIsNotOverlooked() {
        Subject file =
                new Subject(KEY, Optional.of("x"), Optional.of(new NumCopies(3)), Set.of(THERE), Subject.Details.NONE);
        assertThat(content("lackingcopies=2", "").wantGet(HERE, file, NO_SIZES).matches(false))
                .isTrue();
        assertThat(content("approxlackingcopies=1", "")
                        .wantGet(HERE, file, NO_SIZES)
                        .matches(false))
                .isFalse();
    }

    @Test
    void roomThatIsTakenMeanwhileMakesAnotherTheCandidate() {
        PreferredContent content = content("fullybalanced=foo", "");
        RepoSize full = new RepoSize(1_000);
        Sizes hereFull = Sizes.of(Map.of(HERE, full, THERE, RepoSize.ZERO));
        Sizes thereFull = Sizes.of(Map.of(HERE, new RepoSize(900), THERE, full));
        assertThat(content.wantGet(HERE, NOWHERE, hereFull).matches(true)).isFalse();
        assertThat(content.wantGet(HERE, NOWHERE, thereFull))
                .isInstanceOfSatisfying(
                        Verdict.Judged.class,
                        judged -> assertThat(judged.matches() && judged.chosenBySize())
                                .isTrue());
    }

    @Test
    void aClusterIsNoCopy() {
        Uuid cluster = new Uuid("acb6a1c5-1f1a-8a5e-a1b1-000000000001");
        Network network = network("copies=2", "");
        PreferredContent content = new PreferredContent(new Network(
                network.groups(),
                network.trust(),
                network.expressions(),
                network.balancing(),
                network.numCopies(),
                network.preferredDirs(),
                Map.of(THERE, Set.of(cluster))));
        assertThat(content.wantGet(HERE, NOWHERE.at(Set.of(THERE)), NO_SIZES).matches(true))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void standardGroupsAreUnderstood(StandardGroup group) {
        assertThat(PreferredContent.complaint(group.expression())).isEmpty();
    }

    @Test
    void complainsAsGitAnnexDoes() {
        assertThat(PreferredContent.complaint("foo and copies=x"))
                .contains("Parse failure: near \"foo\" Parse failure: bad number for copies");
        assertThat(PreferredContent.complaint("include=*.mp3 (copies=foo:1)")).isEmpty();
    }

    @Test
    void whatIsTooLongIsRefusedAndWhatIsDeepIsNot() {
        assertThat(PreferredContent.complaint("present ".repeat(10_000)).orElseThrow())
                .contains("longer than");
        assertThat(PreferredContent.complaint("(".repeat(5_000)).orElseThrow()).contains("more than");
        PreferredContent deep = content("not (".repeat(999) + "anything", "");
        assertThat(deep.wantGet(HERE, NOWHERE, NO_SIZES).matches(true)).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void noTextThrows(long seed) {
        Random random = new Random(seed);
        ExpressionGenerator expressions = new ExpressionGenerator(random);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(expressions.expression());
            for (int n = random.nextInt(8); n > 0 && !text.isEmpty(); n--) {
                char any = "()[]!-:=<> \\*?^\u00ff\u0001\ne9x".charAt(random.nextInt(21));
                text.setCharAt(random.nextInt(text.length()), any);
            }
            Verdict verdict = content(text.toString(), "").wantGet(HERE, NOWHERE, NO_SIZES);
            if (verdict instanceof Verdict.Judged judged) {
                assertThat(judged.explanation().line()).contains("preferred content: ");
            }
        }
    }

    private static Explanation explained(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Judged.class);
        return ((Verdict.Judged) verdict).explanation();
    }

    private static PreferredContent content(String preferred, String required) {
        return new PreferredContent(network(preferred, required));
    }

    private static Network network(String preferred, String required) {
        Set<Group> foo = Set.of(new Group("foo"));
        return new Network(
                Map.of(HERE, foo, THERE, foo),
                Map.of(),
                new Expressions(
                        Map.of(HERE, preferred), required.isEmpty() ? Map.of() : Map.of(HERE, required), Map.of()),
                new Balancing(Map.of(HERE, new MaxSize(1_000), THERE, new MaxSize(1_000)), 0.9, false),
                NumCopies.DEFAULT,
                Map.of(),
                Map.of());
    }
}
